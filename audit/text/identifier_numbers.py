"""Identifiers of digits: phones, cards, national numbers, internet addresses, coordinates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from audit.text.checks.accounts import is_card_prefix, is_imei, is_payment_card
from audit.text.checks.europe import (
    is_ahv,
    is_belgian,
    is_bsn,
    is_nhs,
    is_personnummer,
    is_pesel,
    is_tax_id,
)
from audit.text.checks.world import is_aadhaar, is_cpf, is_sin, is_ssn, is_tckn
from audit.text.identifier_addresses import is_public_ipv4, looks_like_version
from audit.text.identifier_codes import find_codes
from audit.text.identifier_context import WITHOUT_BLANKS, has_words, is_named, is_named_otherwise
from audit.text.identifier_folding import Folded
from audit.text.identifier_kinds import NUMBER
from audit.text.identifier_phones import judge_phone

#: Digit groups of one number, at most.
_GROUPS = 9
#: Digits of a number, at least.
_FEWEST = 7
_GROUP = re.compile(r"\d+")
_TIGHT = re.compile(r"[ .\-/()\0]{0,3}")
_IPV4 = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?!\.?\w)")
_COORDINATES = re.compile(
    r"(?<![\w.])([+-]?\d{1,2}\.\d{3,15})(?!\d) ?(°?) ?([NS]?)[ ,;/]{1,3}([+-]?\d{1,3}\.\d{3,15})(?!\d) ?(°?) ?([EWO]?)(?![A-Za-z0-9])"
)
_NAMED_COORDINATES = re.compile(
    r"lat(?:itude?)?[\"' ]{0,2}[ :=]{1,3}([+-]?\d{1,2}\.\d{3,15})[ ,;&\"']{1,4}(?:lon|lng|long)(?:gitude?)?[\"' ]{0,2}[ :=]{1,3}([+-]?\d{1,3}\.\d{3,15})"
)


class Rule(NamedTuple):
    """A kind of digits alone: how many, its check, how it is written, and whether being written so tells enough."""

    kind: str
    length: int
    check: Callable[[str], bool]
    form: str
    tells: bool


def _hyphens_or_blanks(*groups: int) -> str:
    return r"[ -]".join(rf"\d{{{each}}}" for each in groups)


_RULES = (
    Rule("us_ssn", 9, is_ssn, r"\d{3}-\d\d-\d{4}", tells=True),
    Rule("nl_bsn", 9, is_bsn, r"\d{4}\.\d\d\.\d{3}|\d{3}[.]\d{3}[.]\d{3}", tells=False),
    Rule("ca_sin", 9, is_sin, _hyphens_or_blanks(3, 3, 3), tells=False),
    Rule("se_personnummer", 10, is_personnummer, r"\d{6}-\d{4}", tells=True),
    Rule(
        "se_personnummer",
        12,
        lambda digits: digits[:2] in {"19", "20"} and is_personnummer(digits[2:]),
        r"\d{8}-\d{4}",
        tells=True,
    ),
    Rule("uk_nhs", 10, is_nhs, _hyphens_or_blanks(3, 3, 4), tells=False),
    Rule("br_cpf", 11, is_cpf, r"\d{3}\.\d{3}\.\d{3}-\d\d", tells=True),
    Rule("be_national_number", 11, is_belgian, r"\d\d\.\d\d\.\d\d[- ]\d{3}[. ]\d\d", tells=True),
    Rule("pl_pesel", 11, is_pesel, r"\d{11}", tells=False),
    Rule("de_tax_id", 11, is_tax_id, r"\d\d \d{3} \d{3} \d{3}", tells=False),
    Rule("tr_tckn", 11, is_tckn, r"\d{11}", tells=False),
    Rule("in_aadhaar", 12, is_aadhaar, _hyphens_or_blanks(4, 4, 4), tells=False),
    Rule("ch_ahv", 13, is_ahv, r"756\.\d{4}\.\d{4}\.\d\d|756 \d{4} \d{4} \d\d", tells=True),
    Rule("imei", 15, is_imei, r"\d\d[- ]\d{6}[- ]\d{6}[- ]\d", tells=False),
    *(
        Rule("payment_card", length, is_payment_card, form, tells=True)
        for length, form in (
            (13, r"\d{4}(?: \d{3}){3}"),
            (14, r"(\d{4})([ -])\d{6}\2\d{4}"),
            (15, r"(\d{4})([ -])\d{6}\2\d{5}"),
            (16, r"(\d{4})([ -])\d{4}\2\d{4}\2\d{4}"),
            (17, r"(?!)"),
            (18, r"\d{6} \d{12}"),
            (19, r"(\d{4})([ -])\d{4}\2\d{4}\2\d{4}\2\d{3}|\d{6} \d{13}"),
        )
    ),
)
_BY_LENGTH: dict[int, list[tuple[Rule, re.Pattern[str]]]] = {}
for _rule in _RULES:
    _BY_LENGTH.setdefault(_rule.length, []).append((_rule, re.compile(_rule.form)))
_PREFIXED = {"payment_card": is_card_prefix}


def find_numbers(folded: Folded) -> Iterator[tuple[int, int, int, bool]]:
    """Identifiers at a candidate, those with letters in them too.

    Yields
    ------
    (int, int, int, bool)
        Start and end in ``folded.text``, kind, and whether it keeps all rules of the kind; two may overlap.
    """
    text = folded.text
    written = text[folded.start : folded.end]
    yield from find_codes(folded)
    if "." in written:
        yield from _internet(folded)
        yield from _coordinates(folded)
    if sum(map(str.isdigit, written)) >= _FEWEST:
        for atom in _atoms(folded, worded=has_words(folded)):
            yield from _windows(folded, atom)


def _internet(folded: Folded) -> Iterator[tuple[int, int, int, bool]]:
    for found in _IPV4.finditer(folded.text, folded.start, folded.end):
        address = found[1]
        validated = is_public_ipv4(address)
        if validated and (looks_like_version(address) or is_named_otherwise(folded, found.start())):
            validated = is_named(folded, "ipv4", found.start(), found.end())
        if max(map(int, address.split("."))) <= 255:
            yield found.start(), found.end(), NUMBER["ipv4"], validated


def _coordinates(folded: Folded) -> Iterator[tuple[int, int, int, bool]]:
    for found in _COORDINATES.finditer(folded.text, folded.start, folded.end + 6):
        latitude, longitude = found[1], found[4]
        if abs(float(latitude)) > 90 or abs(float(longitude)) > 180:
            continue
        marked = bool(found[2] or found[3] or found[5] or found[6])
        # Two exact numbers, but not two columns of a table, nor two shares.
        exact = min(len(each.partition(".")[2]) for each in (latitude, longitude)) >= 4
        exact = exact and "," in found[0] and max(abs(float(latitude)), abs(float(longitude))) >= 1
        validated = marked or exact or is_named(folded, "coordinates", found.start(), found.end())
        yield found.start(), len(found[0].rstrip()) + found.start(), NUMBER["coordinates"], validated
    before = max(0, folded.start - 14)
    for found in _NAMED_COORDINATES.finditer(folded.lower, before, folded.end + 40):
        if abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
            yield found.start(1), found.end(2), NUMBER["coordinates"], True


class Atom(NamedTuple):
    """Groups of digits that may be of one number: no comma, plus or letter between them.

    ``groups`` are their places, ``gaps[i]`` what stands before group i (of the first: nothing), ``digits[i]`` how many
    digits there are before it, and ``worded`` whether a word near them may say what they are.
    """

    groups: list[tuple[int, int]]
    gaps: list[str]
    digits: list[int]
    worded: bool


def _atoms(folded: Folded, *, worded: bool) -> Iterator[Atom]:
    atom = Atom([], [], [0], worded)
    for found in _GROUP.finditer(folded.text, folded.start, folded.end):
        start, end = found.span()
        gap = folded.text[atom.groups[-1][1] : start] if atom.groups else ""
        if gap and not _TIGHT.fullmatch(gap):
            yield atom
            atom, gap = Atom([], [], [0], worded), ""
        atom.groups.append((start, end))
        atom.gaps.append(gap)
        atom.digits.append(atom.digits[-1] + end - start)
    if atom.groups:
        yield atom


def _windows(folded: Folded, atom: Atom) -> Iterator[tuple[int, int, int, bool]]:
    """What an atom holds: at each group the longest that is valid, else the longest that looks like one."""
    first, size = 0, len(atom.groups)
    while first < size:
        best: tuple[int, int, int, bool] | None = None
        following = first + 1
        for last in range(min(size, first + _GROUPS), first, -1):
            found = _judge(folded, atom, first, last)
            if found is not None and found[3]:
                best, following = found, last
                break
            best = best or found
        if best is not None:
            yield best
        first = following
        # What starts within a number that is written in one is a part of it.
        while first < size and not _is_break(atom.gaps[first]):
            first += 1


def _is_break(gap: str) -> bool:
    return " " in gap or "/" in gap


def _judge(folded: Folded, atom: Atom, first: int, last: int) -> tuple[int, int, int, bool] | None:
    """Whether groups ``first`` to ``last`` of an atom are one number, and which."""
    count = atom.digits[last] - atom.digits[first]
    if not _FEWEST <= count <= 19:
        return None
    inner = atom.gaps[first + 1 : last]
    before, behind = atom.gaps[first], atom.gaps[last] if last < len(atom.gaps) else ""
    if behind and not _is_break(behind):
        return None
    start, end, text = atom.groups[first][0], atom.groups[last - 1][1], folded.text
    is_cut = before in inner or behind in inner  # out of a longer row of groups that are written alike
    if is_cut and not atom.worded and "+" not in text[max(0, start - 3) : start]:
        return None
    if not _stands_alone(text, start, end):
        return None
    digits = "".join(text[low:high] for low, high in atom.groups[first:last])
    written = text[start:end].replace("\0", "")
    candidate = None
    for rule, form in _BY_LENGTH.get(count, ()):
        has_form = form.fullmatch(written) is not None
        named = atom.worded and is_named(folded, rule.kind, start, end)
        prefixed = _PREFIXED.get(rule.kind)
        if not (has_form or named or (prefixed and written == digits)):
            continue
        validated = rule.check(digits)
        if validated and (named or (has_form and rule.tells and not is_cut)):
            return start, end, NUMBER[rule.kind], True
        likely = validated if not has_form else rule.tells and (prefixed is None or prefixed(digits))
        if candidate is None and not is_cut and (named or likely):
            candidate = start, end, NUMBER[rule.kind], False
    phone = judge_phone(folded, digits, written, start, end, is_cut=is_cut)
    if phone is not None and (phone[1] or candidate is None):
        return phone[0], end, NUMBER["phone"], phone[1]
    return candidate


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether neither side goes on as a word, a longer number, an amount, a path or a tag would."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    if _joins(before) or _joins(behind) or ((before and before in "_#$€£¥=&%@:,") and not _opens(text, start)):
        return False
    if before and before in ".-/" and text[start - 2 : start - 1].isalnum():
        return False
    return not (behind and (behind in "%_$€£°" or (behind in ".,:-/" and text[end + 1 : end + 2].isalnum())))


def _joins(char: str) -> bool:
    """Whether a letter or digit makes one word with a digit beside it; in scripts without blanks letters do not."""
    return char.isalnum() and char < WITHOUT_BLANKS


def _opens(text: str, start: int) -> bool:
    """Whether a colon or comma stands before as behind a word: "tel:212..."."""
    return text[start - 1] in ":,=" and not text[max(0, start - 2) : start - 1].isdigit()
