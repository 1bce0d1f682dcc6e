"""Where links, accounts, addresses and numbers start and end, step by step; called by the loop of ``identifier_scan``."""

# Types are inferred by numba, which knows more of them than annotations could say.
# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="assignment"

from __future__ import annotations

import numpy as np

from audit.text.compilation import jit
from audit.text.identifier_bytes import digit_length, is_digit, is_hex, is_letter, is_word, separator_length

#: An account name, of one platform or with its server behind it.
LONGEST_NAME, LONGEST_ADDRESS = 30, 255
#: No number or address starts farther before its first digit or colon; so no walk back takes long.
LONGEST_HEX = 64
#: A post of nothing but digits is looked at in pieces; the longest identifier is shorter by far.
_LONGEST_STRETCH = 400
#: FNV-1a, by which the hosts of platforms are told.
FNV, PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


@jit
def is_platform(data, start, end, hosts):
    """Whether the last two labels of a host are those of a platform."""
    dots, place = 0, end
    while place > start:
        if data[place - 1] == 0x2E:
            dots += 1
            if dots == 2:
                break
        place -= 1
    if dots == 0:
        return False
    value = FNV
    for i in range(place, end):
        byte = data[i]
        if 0x41 <= byte <= 0x5A:
            byte |= 0x20
        value = (value ^ np.uint64(byte)) * PRIME
    for i in range(hosts.size):
        if hosts[i] == value:
            return True
    return False


@jit
def link_end(data, position, end):
    """Where a link ends: at the first octet that is not of printable ASCII, or at a bracket or quotation mark."""
    while position < end:
        byte = data[position]
        if byte <= 0x20 or byte >= 0x7F or byte == 0x22 or byte == 0x3C or byte == 0x3E or byte == 0x60:
            break
        position += 1
    return position


@jit
def host_end(data, position, end):
    """Where the letters, digits, hyphens and full stops of a host's name end."""
    while position < end and (is_word(data[position]) or data[position] == 0x2E or data[position] == 0x2D):
        position += 1
    return position


@jit
def host_start(data, position, floor):
    """Where they start."""
    while position > floor and (
        is_word(data[position - 1]) or data[position - 1] == 0x2E or data[position - 1] == 0x2D
    ):
        position -= 1
    return position


@jit
def is_worth_a_look(data, host, end, hosts):
    """Whether a link, from its host on, may hold something: a platform, an address, an account, a value."""
    if is_digit(data[host]) or data[host] == 0x5B or is_platform(data, host, host_end(data, host, end), hosts):
        return True
    for i in range(host, end):
        if data[i] == 0x3D or data[i] == 0x40:
            return True
    return False


@jit
def name_end(data, position, end):
    """Where an account's name ends that starts here, and whether it has the form of one."""
    start, other, dotted = position, False, False
    while position < end:
        byte = data[position]
        if is_digit(byte):
            position += 1
        elif is_letter(byte) or byte == 0x5F:
            other = True
            position += 1
        elif byte >= 0x80 and not separator_length(data, position, end) and not (0xE2 <= byte <= 0xE3 or byte >= 0xEF):
            return _odd_name_end(data, position, end), False  # letters of other scripts: of few platforms
        elif (
            position + 1 < end
            and position > start
            and (byte == 0x2E or (byte == 0x2D and (dotted or _is_domain(data, position, end))))
        ):
            if not is_word(data[position + 1]) and data[position + 1] != 0x5F:
                break
            dotted = dotted or byte == 0x2E
            position += 1
        else:
            break
    length, local_end = position - start, position
    if length > 0 and position + 1 < end and data[position] == 0x40 and is_word(data[position + 1]):
        host = host_end(data, position + 1, end)
        while host > position and not is_word(data[host - 1]):
            host -= 1
        for i in range(position + 1, host):
            if data[i] == 0x2E:
                return host, other and host - start <= LONGEST_ADDRESS
    return local_end, other and (length <= LONGEST_NAME or (dotted and length <= LONGEST_ADDRESS))


@jit
def _is_domain(data, position, end):
    """Whether a hyphen is in a domain used as a name: a full stop and a letter follow within a label's 63 octets."""
    stop = min(end - 1, position + 63)
    while position < stop and (is_word(data[position]) or data[position] == 0x2D):
        position += 1
    return position < stop and data[position] == 0x2E and is_letter(data[position + 1])


@jit
def _odd_name_end(data, position, end):
    while position < end and (data[position] >= 0x80 or is_word(data[position]) or data[position] == 0x5F):
        byte = data[position]
        if byte >= 0x80 and (separator_length(data, position, end) or 0xE2 <= byte <= 0xE3 or byte >= 0xEF):
            break
        position += 1
    return position


@jit
def mail_start(data, position, floor):
    """Where what stands before an @ starts; at the @ if there is no letter or digit in it, as in ".@name"."""
    floor = max(floor, position - LONGEST_ADDRESS)
    start, place = position, position
    while place > floor:
        byte = data[place - 1]
        if is_word(byte):
            start = place - 1
        elif not (byte == 0x2E or byte == 0x5F or byte == 0x25 or byte == 0x2B or byte == 0x2D):
            break
        place -= 1
    # An underscore may be the first.
    while start < position and start > floor and data[start - 1] == 0x5F:
        start -= 1
    return start


@jit
def has_dot(data, position, end):
    """Whether a host's name has a full stop that does not end it."""
    for i in range(position, end - 1):
        if data[i] == 0x2E:
            return True
    return False


@jit
def colons_end(data, position, end):
    """Where a chain of hexadecimal pieces and colons ends, and whether it may be an address."""
    colons, doubled, length = 0, False, 0
    while position < end:
        byte = data[position]
        if byte == 0x3A:
            colons += 1
            doubled = doubled or (position + 1 < end and data[position + 1] == 0x3A)
            length = 0
        elif is_hex(byte) and length < 4:
            length += 1
        elif byte == 0x2E and colons > 1 and length > 0:  # an IPv4 address at the end of an IPv6 one
            length = 0
        else:
            break
        position += 1
    return position, colons >= 5 or (doubled and colons >= 2)


@jit
def hex_start(data, position, floor):
    """Where hexadecimal digits and colons start that reach up to a place."""
    floor = max(floor, position - LONGEST_HEX)
    while position > floor and (is_hex(data[position - 1]) or data[position - 1] == 0x3A):
        position -= 1
    return position


@jit
def token_start(data, position, floor):
    """Where the letters and digits start that a digit belongs to, and hexadecimal pairs with hyphens before it."""
    start = position
    floor = max(floor, position - LONGEST_HEX)
    while start > floor and is_word(data[start - 1]):
        start -= 1
    while start - 3 >= floor and data[start - 1] == 0x2D and is_hex(data[start - 2]) and is_hex(data[start - 3]):
        start -= 3
    return start


@jit
def stretch(data, position, end):
    """A number with all that is written in one with it.

    Returns
    -------
    end, digits : int
        After the last digit or letter; digits in it.
    longest : int
        Letters and digits in one piece, at most.
    dots, decimals : int
        Full stops between digits; most digits in one piece behind a full stop.
    """
    stop = min(end, position + _LONGEST_STRETCH)
    last, digits, longest, dots, decimals = position, 0, 0, 0, 0
    after_dot = False
    while position < stop:
        token, of_it, small = position, 0, 0
        while position < end:
            width = digit_length(data, position, end)
            if width == 0:
                if not is_letter(data[position]):
                    break
                width = 1
                small += data[position] >= 0x61
            else:
                of_it += 1
            position += width
        length = position - token
        if of_it == 0:
            # Letters alone belong to it if they are few and capitals, as in an IBAN, or stand behind a hyphen.
            close = token - last == 1 and data[last] == 0x2D
            if token == last:  # a hexadecimal pair that the stretch starts with
                close = position < end and data[position] == 0x2D
            if length == 0 or length > 4 or (small > 0 and not (close and length <= 2)):
                break
        elif after_dot:
            decimals = max(decimals, of_it)
        digits += of_it
        longest = max(longest, length)
        last, after_dot, skipped = position, False, 0
        while skipped < 3 and position < end:
            width = separator_length(data, position, end)
            if width == 0:
                break
            if data[position] == 0x2E and of_it > 0 and skipped == 0:
                dots, after_dot = dots + 1, True
            else:
                after_dot = False
            position += width
            skipped += 1
    return last, digits, longest, dots, decimals
