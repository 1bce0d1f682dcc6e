"""Identifiers of letters and digits: accounts, wallets, hardware addresses, and national numbers with letters in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from audit.text.checks.accounts import IBAN_LENGTH, is_iban
from audit.text.checks.europe import is_codice_fiscale, is_dni, is_hetu, is_nie, is_nino, is_nir
from audit.text.checks.wallets import is_bitcoin_base58, is_bitcoin_bech32, is_ethereum
from audit.text.checks.world import is_chinese, is_curp, is_rut
from audit.text.identifier_addresses import is_unicast_mac, public_ipv6
from audit.text.identifier_context import is_named
from audit.text.identifier_folding import Folded
from audit.text.identifier_kinds import NUMBER

_GAP = r"[ .\-\0]?"
_OPENS, _ENDS = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"
#: Letters and their blank or hyphen before the first digit: "X-1234567-L", "AB 12 34 56 C".
_LEAD = 4
_MARKS = str.maketrans("", "", " .-/\0()")
_COLON_MAC = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:])")
_COLON_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f:]{2,45}(?:\.\d{1,3}){0,3}(?![\w:])")
_IBAN = re.compile(rf"{_OPENS}[A-Za-z]{{2}}\d\d(?:{_GAP}[A-Za-z0-9]){{11,30}}{_ENDS}")


class Code(NamedTuple):
    """A kind with letters in it, or with a check strong enough to need no word.

    ``as_written``: capitals and marks count. ``named``: a word has to tell what it is. ``rare``: without a word, what fails
    the check is not even a candidate, since many other things are written so. ``digits``: there may be no letter in it.
    """

    kind: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool]
    as_written: bool = False
    named: bool = False
    rare: bool = False
    digits: bool = False


def _written(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_OPENS}(?:{pattern}){_ENDS}", re.IGNORECASE)


_CODES = (
    Code(
        "bitcoin_address",
        re.compile(rf"{_OPENS}[13][1-9A-HJ-NP-Za-km-z]{{25,34}}{_ENDS}"),
        is_bitcoin_base58,
        as_written=True,
    ),
    Code(
        "bitcoin_address",
        re.compile(rf"{_OPENS}bc1[02-9ac-hj-np-z]{{11,71}}{_ENDS}"),
        is_bitcoin_bech32,
        as_written=True,
    ),
    Code("ethereum_address", re.compile(rf"{_OPENS}0x[0-9A-Fa-f]{{40}}{_ENDS}"), is_ethereum, as_written=True),
    Code("es_dni", _written(r"\d{2}[.]?\d{3}[.]?\d{3}[ -]?[A-HJ-NP-TV-Z]"), is_dni),
    Code("es_nie", _written(r"[XYZ][ .-]?\d{1,2}[.]?\d{3}[.]?\d{3}[ -]?[A-HJ-NP-TV-Z]"), is_nie),
    Code("uk_nino", _written(r"[A-Z]{2} \d\d \d\d \d\d [A-D]"), is_nino),
    Code("uk_nino", _written(r"[A-Z]{2}[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]"), is_nino, named=True),
    Code(
        "it_codice_fiscale",
        _written(r"[A-Z]{3} ?[A-Z]{3} ?[0-9L-V]{2}[A-Z][0-9L-V]{2} ?[A-Z][0-9L-V]{3}[A-Z]"),
        is_codice_fiscale,
    ),
    Code("mx_curp", _written(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d"), is_curp),
    Code("fi_hetu", _written(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]"), is_hetu, digits=True),
    Code("cl_rut", _written(r"\d{1,2}\.\d{3}\.\d{3} ?- ?[0-9K]"), is_rut, digits=True),
    Code("cl_rut", _written(r"\d{7,8} ?-? ?[0-9K]"), is_rut, named=True, digits=True),
    Code("cn_resident_id", _written(r"\d{17}[0-9X]"), is_chinese, rare=True, digits=True),
    Code(
        "fr_nir",
        _written(rf"[1-478]{_GAP}\d\d{_GAP}\d\d{_GAP}(?:\d\d|2[AB]){_GAP}\d{{3}}{_GAP}\d{{3}}[ .\-\0]{{0,3}}\d\d"),
        is_nir,
        rare=True,
        digits=True,
    ),
)
_OF_DIGITS = tuple(code for code in _CODES if code.digits)
_LETTER = re.compile(r"[A-Za-z]")
#: Of a hardware address, and of an IBAN.
_SHORTEST = 14
_MAC = re.compile(
    rf"{_OPENS}(?:[0-9A-Fa-f]{{2}}(?:-[0-9A-Fa-f]{{2}}){{5}}|(?:[0-9A-Fa-f]{{4}}\.){{2}}[0-9A-Fa-f]{{4}}){_ENDS}"
)


def find_colons(folded: Folded) -> Iterator[tuple[int, int, int, bool]]:
    """The address at a chain of hexadecimal pieces and colons.

    Yields
    ------
    (int, int, int, bool)
        Start and end in ``folded.text``, kind, and whether it keeps all rules of the kind.
    """
    text, start, end = folded.text, folded.start, folded.end
    while end > start and text[end - 1] in ":.":
        if text[:end].endswith("::") and end - start > 2:
            break
        end -= 1
    mac = _COLON_MAC.match(text, start, end)
    if mac is not None and mac.end() == end:
        yield start, end, NUMBER["mac_address"], is_unicast_mac(mac[0].replace(":", ""))
        return
    address = _COLON_IPV6.match(text, start, end)
    if address is None or address.end() != end or sum(map(bool, address[0].split(":"))) < 3:
        return
    validated = public_ipv6(address[0])
    if validated is not None:
        yield start, end, NUMBER["ipv6"], validated


def find_codes(folded: Folded) -> Iterator[tuple[int, int, int, bool]]:
    """Identifiers of letters and digits at a candidate.

    Yields
    ------
    (int, int, int, bool)
        As :func:`find_colons`; two may overlap.
    """
    text, end = folded.text, folded.end
    start = max(0, folded.start - _LEAD)
    has_letters = _LETTER.search(text, start, end) is not None
    for code in _CODES if has_letters else _OF_DIGITS:
        for found in code.pattern.finditer(text, start, end):
            written = (
                found[0] if code.as_written else found[0].translate(_MARKS if code.kind != "fi_hetu" else {}).upper()
            )
            if not _stands_alone(text, found.start(), found.end()):
                continue
            validated = code.check(written)
            wants_word = code.named or (code.rare and not validated)
            if not wants_word or is_named(folded, code.kind, found.start(), found.end()):
                yield found.start(), found.end(), NUMBER[code.kind], validated
    if end - start < _SHORTEST:
        return
    for found in _MAC.finditer(text, start, end):
        pairs = found[0].replace("-", "").replace(".", "")
        yield found.start(), found.end(), NUMBER["mac_address"], is_unicast_mac(pairs)
    if has_letters:
        yield from _ibans(folded)


def _ibans(folded: Folded) -> Iterator[tuple[int, int, int, bool]]:
    """IBANs: a country, then as many letters and digits as it has, whatever follows."""
    for found in _IBAN.finditer(folded.text, folded.start, folded.end):
        length = IBAN_LENGTH.get(found[0][:2].upper())
        if length is None:
            continue
        taken, place = 0, found.start()
        while taken < length and place < found.end():
            taken += folded.text[place].isalnum()
            place += 1
        is_whole = taken == length and not folded.text[place : place + 1].isalnum()
        written = folded.text[found.start() : place].translate(_MARKS).upper()
        if is_whole and is_iban(written):
            yield found.start(), place, NUMBER["iban"], True
        elif is_named(folded, "iban", found.start(), found.end()) or is_whole:
            yield found.start(), place, NUMBER["iban"], False


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether neither side goes on as a longer number, a path or a tag would."""
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    if before and (before[-1] in "#/=&$_%" or (before[-1] in ".-" and before[:1].isalnum())):
        return False
    return not (len(behind) == 2 and behind[0] in ".-_/" and behind[1].isalnum())
