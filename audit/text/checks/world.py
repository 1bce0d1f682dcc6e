"""National numbers beyond Europe. Each function takes the number without blanks and marks, letters as capitals."""

from __future__ import annotations

import re

from audit.text.checks.digits import is_day, is_one_digit, luhn, verhoeff, weighted

#: Printed in advertisements and brochures, so nobody's (SSA, "Social Security Cards issued by Woolworth", Publication 05-10002).
_PRINTED_SSN = {"078051120", "219099999", "123456789", "111223333"}
_CURP = re.compile(r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z]\d")
_CURP_VALUES = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_CHINESE_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: First digits of GB/T 2260: provinces, by tens.
_PROVINCES = {"1", "2", "3", "4", "5", "6", "7", "8"}


def is_ssn(digits: str) -> bool:
    """The SSN of the United States: areas, groups and serials that are given out (SSA, POMS RM 10201.035).

    It has no check digit.
    """
    given = digits[:3] not in {"000", "666"} and digits[0] != "9" and digits[3:5] != "00" and digits[5:] != "0000"
    return given and digits not in _PRINTED_SSN and not is_one_digit(digits)


def is_cpf(digits: str) -> bool:
    """Brazil's CPF: two check digits of modulus 11 (Receita Federal)."""
    first = weighted(digits, range(10, 1, -1)) * 10 % 11 % 10
    second = weighted(digits, range(11, 1, -1)) * 10 % 11 % 10
    return digits[9:] == f"{first}{second}" and not is_one_digit(digits)


def is_rut(text: str) -> bool:
    """Chile's RUT: weights 2 to 7 from the right, modulus 11, K for ten (Servicio de Impuestos Internos)."""
    total = sum(int(digit) * (2 + i % 6) for i, digit in enumerate(reversed(text[:-1])))
    return "0123456789K0"[(11 - total % 11) % 11] == text[-1] and not is_one_digit(text[:-1])


def is_curp(text: str) -> bool:
    """Mexico's CURP: letters of names, date, sex, state, and a check digit of 37 values (RENAPO, Instructivo normativo)."""
    if not _CURP.fullmatch(text):
        return False
    year = (1900 if text[16].isdigit() else 2000) + int(text[4:6])
    total = sum(_CURP_VALUES.index(each) * (18 - i) for i, each in enumerate(text[:17]))
    return is_day(year, int(text[6:8]), int(text[8:10])) and (10 - total % 10) % 10 == int(text[17])


def is_sin(digits: str) -> bool:
    """Canada's SIN: Luhn; none starts with 8 (Employment and Social Development Canada)."""
    return digits[0] != "8" and luhn(digits) and not is_one_digit(digits)


def is_aadhaar(digits: str) -> bool:
    """India's Aadhaar: Verhoeff, first digit 2 to 9, no palindrome (UIDAI, A UID Numbering Scheme)."""
    return digits[0] not in "01" and digits != digits[::-1] and verhoeff(digits)


def is_chinese(text: str) -> bool:
    """China's resident identity number: province, date, and MOD 11-2 with X for ten (GB 11643-1999)."""
    year, month, day = int(text[6:10]), int(text[10:12]), int(text[12:14])
    if text[0] not in _PROVINCES or not (1850 <= year <= 2100 and is_day(year, month, day)):
        return False
    return "10X98765432"[weighted(text, _CHINESE_WEIGHTS) % 11] == text[17]


def is_tckn(digits: str) -> bool:
    """Turkey's identity number: two check digits (Nüfus ve Vatandaslik Isleri)."""
    odd, even = sum(map(int, digits[0:9:2])), sum(map(int, digits[1:8:2]))
    return (
        digits[0] != "0"
        and (7 * odd - even) % 10 == int(digits[9])
        and sum(map(int, digits[:10])) % 10 == int(digits[10])
    )
