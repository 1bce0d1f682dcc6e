"""Check digits that several kinds of numbers share."""

from __future__ import annotations

from collections.abc import Sequence

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _dihedral(a: int, b: int) -> int:
    """The product in the dihedral group of order ten, where 0 to 4 turn and 5 to 9 turn over."""
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b - 5) % 5
    return 5 + (a - 5 - b) % 5 if b < 5 else (a - b) % 5


def _permutations() -> tuple[tuple[int, ...], ...]:
    rows = [tuple(range(10)), _TURN]
    while len(rows) < 8:
        rows.append(tuple(_TURN[each] for each in rows[-1]))
    return tuple(rows)


_PRODUCT = tuple(tuple(_dihedral(a, b) for b in range(10)) for a in range(10))
_PERMUTED = _permutations()


def weighted(digits: str, weights: Sequence[int]) -> int:
    """The sum of digits times weights.

    Parameters
    ----------
    digits : str
        Digits of ASCII, as many as weights or more.
    weights : sequence of int
    """
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others: ISO/IEC 7812-1, annex B. One string in ten passes."""
    total = sum(map(int, digits[-1::-2])) + sum(_DOUBLED[int(each)] for each in digits[-2::-2])
    return total % 10 == 0


def verhoeff(digits: str) -> bool:
    """Whether the last digit checks the others: Verhoeff (1969), Error Detecting Decimal Codes. One in ten passes."""
    check = 0
    for i, digit in enumerate(reversed(digits)):
        check = _PRODUCT[check][_PERMUTED[i % 8][int(digit)]]
    return check == 0


def mod_97(text: str) -> int:
    """The remainder by 97 of digits and letters, where A is 10 and Z is 35: ISO/IEC 7064, MOD 97-10."""
    return int("".join(str(int(each, 36)) for each in text)) % 97


def mod_11_10(digits: str) -> bool:
    """Whether the last digit checks the others: ISO/IEC 7064, MOD 11,10. One string in ten passes."""
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def is_day(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    if not (1 <= month <= 12 and day >= 1):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def is_one_digit(digits: str) -> bool:
    """Whether a number repeats a single digit: such numbers are written as placeholders, also where they pass."""
    return digits.count(digits[0]) == len(digits)
