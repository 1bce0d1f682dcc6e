"""National numbers of Europe. Each function takes the number without blanks and marks, letters as capitals."""

from __future__ import annotations

import re

from audit.text.checks.digits import is_day, is_one_digit, luhn, mod_11_10, weighted

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")
_NIR = re.compile(
    r"[1-478]\d\d(?:0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)(?:0[1-9]|[1-8]\d|9[0-9]|2[AB])(?!000)\d{3}(?!000)\d{3}\d\d"
)
_CODICE = re.compile(r"[A-Z]{6}[0-9L-NP-V]{2}[ABCDEHLMPRST][0-7LMNPQRST][0-9L-NP-V][A-MZ][0-9L-NP-V]{3}[A-Z]")
#: Digits that were written as letters where two people would have had one code.
_OMOCODIA = str.maketrans("LMNPQRSTUV", "0123456789")
_ODD = dict(zip("0123456789", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21), strict=True)) | dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)


def is_dni(text: str) -> bool:
    """Spain's DNI: eight digits, and the letter of their remainder by 23 (Ministerio del Interior)."""
    return _DNI_LETTERS[int(text[:8]) % 23] == text[8] and not is_one_digit(text[:8])


def is_nie(text: str) -> bool:
    """Spain's NIE: X, Y or Z for 0, 1 or 2, seven digits, and the DNI's letter (Orden INT/2058/2008)."""
    return _DNI_LETTERS[int("XYZ".index(text[0]) * 10**7 + int(text[1:8])) % 23] == text[8]


def is_nir(text: str) -> bool:
    """France's NIR: sex, year, month, department, commune, order; key 97 - n mod 97 (INSEE).

    Corsica's 2A and 2B count as 19 and 18.
    """
    if not _NIR.fullmatch(text):
        return False
    number = text[:13].replace("2A", "19").replace("2B", "18") if text[5:7] in {"2A", "2B"} else text[:13]
    return 97 - int(number) % 97 == int(text[13:])


def is_tax_id(digits: str) -> bool:
    """Germany's Steuer-IdNr: MOD 11,10, and of the first ten digits one comes twice or three times (section 139b AO).

    Source: Bundeszentralamt für Steuern, Pruefung der Steuer- und Steueridentifikationsnummer.
    """
    counts = sorted(digits[:10].count(each) for each in set(digits[:10]))
    several = [each for each in counts if each > 1]
    return digits[0] != "0" and len(several) == 1 and several[0] <= 3 and mod_11_10(digits)


def is_bsn(digits: str) -> bool:
    """The BSN of the Netherlands: the "elfproef" with -1 for the last digit (Rijksdienst voor Identiteitsgegevens)."""
    return weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and not is_one_digit(digits)


def is_pesel(digits: str) -> bool:
    """Poland's PESEL: date of birth with its century in the month, weights 1 3 7 9 (Ustawa o ewidencji ludnosci)."""
    century, month = divmod(int(digits[2:4]), 20)
    year = (1900, 2000, 2100, 2200, 1800)[century] + int(digits[:2])
    check = weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0
    return check and is_day(year, month, int(digits[4:6]))


def is_belgian(digits: str) -> bool:
    """Belgium's national register number: 97 - n mod 97, n led by a 2 from the year 2000 on (Royal decree 3 April 1984).

    Months and days may be unknown, and of others than residents months are raised by 20 or 40.
    """
    if int(digits[2:4]) % 20 > 12 or int(digits[2:4]) > 52 or int(digits[4:6]) > 31:
        return False
    return int(digits[9:]) in (97 - int(digits[:9]) % 97, 97 - int("2" + digits[:9]) % 97)


def is_hetu(text: str) -> bool:
    """Finland's identity code: date, century, number, and the remainder of all digits by 31 (DVV)."""
    century = 1800 if text[6] == "+" else 2000 if text[6] in "ABCDEF" else 1900
    if not is_day(century + int(text[4:6]), int(text[2:4]), int(text[:2])):
        return False
    return int(text[7:10]) >= 2 and _HETU_CHECKS[int(text[:6] + text[7:10]) % 31] == text[10]


def is_personnummer(digits: str) -> bool:
    """Sweden's personnummer of ten digits: date (of a coordination number, day + 60) and Luhn (Skatteverket, SKV 704)."""
    day = int(digits[4:6])
    return is_day(2000, int(digits[2:4]), day - 60 if day > 60 else day) and luhn(digits)


def is_ahv(digits: str) -> bool:
    """Switzerland's AHV number: 756 and an EAN-13 check digit (Zentrale Ausgleichsstelle)."""
    return digits[:3] == "756" and weighted(digits, (1, 3) * 6 + (1,)) % 10 == 0


def is_nino(text: str) -> bool:
    """The United Kingdom's NINO: letters that are given out (HMRC manual NIM39110). It has no check digit."""
    return _NINO.fullmatch(text) is not None


def is_nhs(digits: str) -> bool:
    """The NHS number: weights 10 to 2, modulus 11 (NHS Data Dictionary, NHS NUMBER)."""
    check = 11 - weighted(digits, range(10, 1, -1)) % 11
    return check != 10 and check % 11 == int(digits[9]) and not is_one_digit(digits)


def is_codice_fiscale(text: str) -> bool:
    """Italy's codice fiscale: letters of names, date, place, and a check letter (Decreto Ministeriale 23 December 1976)."""
    if not _CODICE.fullmatch(text):
        return False
    day = int(text[9:11].translate(_OMOCODIA))
    if not 1 <= (day - 40 if day > 40 else day) <= 31:
        return False
    total = sum(_ODD[each] for each in text[:15:2]) + sum(
        int(each, 36) - (10 if each > "9" else 0) for each in text[1:15:2]
    )
    return chr(ord("A") + total % 26) == text[15]
