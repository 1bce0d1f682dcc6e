"""The loop that finds where an identifier may be: bytes in, places out, no Python object per post.

It finds more than there is, never less; account names, most of what it finds in posts, need no second look.
"""

# Types are inferred by numba, which knows more of them than annotations could say.
# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="assignment"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from audit.text.compilation import cached_jit, fingerprint, jit
from audit.text.identifier_bytes import digit_length, is_word
from audit.text.identifier_steps import (
    FNV,
    LONGEST_ADDRESS,
    LONGEST_HEX,
    PRIME,
    colons_end,
    has_dot,
    hex_start,
    host_end,
    host_start,
    is_platform,
    is_worth_a_look,
    link_end,
    mail_start,
    name_end,
    stretch,
    token_start,
)

#: What a candidate is. Of accounts it is settled here whether they have a platform's form.
ACCOUNT, ODD_ACCOUNT, MAIL, LINK, NUMBERS, COLONS = range(6)
ROW, WHAT, START, END = range(4)

_SKIP, _DIGIT, _AT, _COLON, _SLASH, _WIDE = range(6)


def classes() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """What each byte may start, shape (256,)."""
    table = np.zeros(256, np.uint8)
    table[0x30:0x3A] = _DIGIT
    table[0x40], table[0x3A], table[0x2F] = _AT, _COLON, _SLASH
    table[[0xD9, 0xDB, 0xE0, 0xEF, 0xF0]] = _WIDE
    return table


def host_hash(host: str) -> int:
    """FNV-1a of a host's name, as the loop computes it."""
    value = int(FNV)
    for byte in host.encode():
        value = (value ^ byte) * int(PRIME) % 2**64
    return value


@jit
def _put(found, count, row, what, start, end):
    if count < found.shape[0]:
        found[count, 0], found[count, 1], found[count, 2], found[count, 3] = row, what, start, end
    return count + 1


@jit
def _scan(data, offsets, valid, table, hosts, found):
    count = 0
    for row in range(offsets.size - 1):
        begin, end = offsets[row], offsets[row + 1]
        if valid.size and not valid[row]:
            continue
        position, floor = begin, begin
        while position < end:
            sort = table[data[position]]
            if sort == _SKIP:
                position += 1
                continue
            width = 1
            if sort == _WIDE:
                width = digit_length(data, position, end)
                if width > 0:
                    sort = _DIGIT
                elif position + 2 < end and data[position] == 0xEF:
                    if data[position + 1] == 0xBC and data[position + 2] == 0xA0:  # U+FF20, a full-width @
                        sort, width = _AT, 3

            if sort == _DIGIT:
                start = token_start(data, position, floor)
                last, digits, longest, dots, decimals = stretch(data, start, end)
                if last < end and data[last] == 0x3A and (last + 1 < end) and not dots:
                    hexadecimal = hex_start(data, position, floor)
                    chain, is_address = colons_end(data, hexadecimal, end)
                    if is_address and chain > last:
                        count = _put(found, count, row, COLONS, hexadecimal - begin, chain - begin)
                        position = floor = chain
                        continue
                letters_too = longest >= 8 and digits >= 6
                if (
                    digits >= 7
                    or letters_too
                    or (dots >= 3 and digits >= 4)
                    or longest >= 25
                    or (decimals >= 3 and digits >= 4)
                    or (last - start >= 17 and data[start + 2] == 0x2D)
                    or (digits >= 6 and last - start >= 9)
                ):
                    count = _put(found, count, row, NUMBERS, start - begin, last - begin)
                    # Not beyond: what stands before an @ or a slash may start within.
                position = max(last, position + width)

            elif sort == _AT:
                local = mail_start(data, position, floor) if width == 1 else position
                if local < position:
                    domain = host_end(data, position + 1, end)
                    if has_dot(data, position + 1, domain):
                        count = _put(found, count, row, MAIL, local - begin, domain - begin)
                        position = floor = domain
                        continue
                start, name = position, position + width
                bracket = position > floor and data[position - 1] == 0x3C
                if bracket and name < end and (data[name] == 0x21 or data[name] == 0x26):  # <@!1> of Discord
                    name += 1
                last, is_formed = name_end(data, name, end)
                if last > name:
                    if bracket and last < end and data[last] == 0x3E:
                        start, last, is_formed = start - 1, last + 1, True
                    what = ACCOUNT if is_formed and local == position else ODD_ACCOUNT
                    count = _put(found, count, row, what, start - begin, last - begin)
                    floor = last
                position = max(last, position + width)

            elif sort == _COLON:
                if position + 3 < end and data[position + 1] == 0x2F and data[position + 2] == 0x2F:
                    host, start = position + 3, position
                    last = link_end(data, host, end)
                    while start > max(floor, position - LONGEST_HEX) and is_word(data[start - 1]):
                        start -= 1
                    if last > host and is_worth_a_look(data, host, last, hosts):
                        count = _put(found, count, row, LINK, start - begin, last - begin)
                    position = floor = max(last, host)
                    continue
                start = hex_start(data, position, floor)
                last, is_address = colons_end(data, start, end)
                if is_address:
                    count = _put(found, count, row, COLONS, start - begin, last - begin)
                    position = floor = last
                    continue
                position += 1  # what is no address is short, so looking at it again from its next colon is cheap

            elif sort == _SLASH:
                start = host_start(data, position, max(floor, position - LONGEST_ADDRESS))
                if position - start >= 4 and is_platform(data, start, position, hosts):
                    last = link_end(data, position, end)
                    count = _put(found, count, row, LINK, start - begin, last - begin)
                    position = floor = last
                    continue
                # u/name and /u/name of Reddit
                if position > floor and (data[position - 1] | 0x20) == 0x75:
                    start, last = position - 1, position + 1
                    while last < end and (is_word(data[last]) or data[last] == 0x5F or data[last] == 0x2D):
                        last += 1
                    if start > floor and data[start - 1] == 0x2F:
                        start -= 1
                    alone = start == begin or not (is_word(data[start - 1]) or data[start - 1] >= 0x80)
                    if 3 <= last - position - 1 <= 20 and alone:
                        count = _put(found, count, row, ACCOUNT, start - begin, last - begin)
                        position = floor = last
                        continue
                position += 1
            else:
                position += 1
    return count


def _make(key: int) -> Callable[..., Any]:
    """The function that Python calls; ``key`` is closed over for the cache (see ``compilation``)."""

    @cached_jit
    def scan(data, offsets, valid, table, hosts, found):
        """Find candidates.

        Parameters
        ----------
        data : ndarray of uint8
            UTF-8 of all texts.
        offsets : ndarray of int64, shape (n + 1,)
            Where each text starts and the last ends.
        valid : ndarray of bool, shape (n,) or (0,)
            Which texts there are; empty if all are.
        table : ndarray of uint8, shape (256,)
            From :func:`classes`.
        hosts : ndarray of uint64
            :func:`host_hash` of the platforms' hosts.
        found : ndarray of int64, shape (room, 4)
            Filled in with row, what, start and end, in octets of the text, in order of row.

        Returns
        -------
        int
            How many there are; those beyond ``room`` are not written down.
        """
        if key < 0:
            raise ValueError
        return _scan(data, offsets, valid, table, hosts, found)

    return scan


scan = _make(fingerprint("compilation.py", "identifier_bytes.py", "identifier_scan.py", "identifier_steps.py"))
