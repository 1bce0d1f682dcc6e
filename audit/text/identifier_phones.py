"""Whether digits are a phone number as people write them."""

from __future__ import annotations

import re

from audit.text.checks.digits import is_one_digit
from audit.text.checks.phone_numbers import is_international, is_north_american
from audit.text.identifier_context import is_named, is_named_otherwise
from audit.text.identifier_folding import Folded

_NORTH_AMERICA = re.compile(r"(?:1[ .-]?)?(?:\d{3}\)[ .-]?\d{3}[ .-]?\d{4}|\d{3}([.-])\d{3}\1\d{4})")
_NORTH_AMERICA_BLANKS = re.compile(r"(?:1 )?\d{3} \d{3}[ -]\d{4}")
#: France, five pairs; the United Kingdom, with its area codes of three to five digits.
_TRUNK = re.compile(
    r"0[1-9]([ .-])\d\d\1\d\d\1\d\d\1\d\d|0[12378]\d{1,3}\)?[ -]\d{3,4}[ -]?\d{3,4}|07\d{3}[ -]\d{3}[ -]?\d{3}"
)
#: A day, perhaps with its time, or a sum of money.
_NO_PHONE = re.compile(
    r"\d{1,4}([./-])\d{1,2}\1\d{1,4}(?: \d{1,2})?|(?:19|20)\d\d[-/](?:19|20)\d\d|\d{1,3}(?:\.\d{3})+|.*/\d{1,2}/.*"
)
_ZERO = re.compile(r"\(0\)")


def judge_phone(
    folded: Folded, digits: str, written: str, start: int, end: int, *, is_cut: bool
) -> tuple[int, bool] | None:
    """Whether a number is one that can be dialled.

    Parameters
    ----------
    digits, written : str
        The number without and with its marks.
    start, end : int
        Where it stands in ``folded.text``.
    is_cut : bool
        Whether it is taken out of a longer row of groups that are written alike.

    Returns
    -------
    (int, bool) or None
        Where it starts with its plus sign and bracket, and whether a numbering plan has such a number and it is written
        or named as one; None if it does not look like one.
    """
    if len(digits) > 16 or is_one_digit(digits):
        return None
    text = folded.text
    first = start
    if text[first - 1 : first] == "(" and ")" in written:
        first -= 1
    plus = text[max(0, first - 2) : first].rstrip(" \0")
    if plus.endswith("+"):
        first = text.rindex("+", 0, start)
        if first and (text[first - 1].isalnum()):  # a sum, not a sign
            return None
        number = digits
        trunk = _ZERO.search(text, start, end)
        if trunk is not None:
            place = sum(each.isdigit() for each in text[start : trunk.start()])
            number = digits[:place] + digits[place + 1 :]
        valid = is_international(number)
        return (first, valid) if valid or not is_cut else None
    if is_named_otherwise(folded, start):
        return None
    named = is_named(folded, "phone", first, end)
    if digits.startswith("00"):
        valid = len(digits) > 9 and is_international(digits[2:])
        return (first, True) if valid and (named or len(written) > len(digits)) else None
    if is_north_american(digits):
        tells = _NORTH_AMERICA.fullmatch(written) and not is_cut
        if tells or named:
            return first, True
        return (first, False) if len(digits) == 10 and not is_cut and _NORTH_AMERICA_BLANKS.fullmatch(written) else None
    if digits[0] == "0":
        tells = 9 <= len(digits) <= 11 and _TRUNK.fullmatch(written) and not is_cut
        if tells or (named and 9 <= len(digits) <= 12):
            return first, True
        return None
    if not named or _NO_PHONE.fullmatch(written) or (" " in written and "." in written):
        return None
    return first, 8 <= len(digits) <= 12 and len(digits) != 7
