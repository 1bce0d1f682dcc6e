"""Payment cards, bank accounts and devices."""

from __future__ import annotations

from audit.text.checks.digits import is_one_digit, luhn, mod_97

#: First and last prefix of the networks, and the lengths of their numbers. ISO/IEC 7812 and the networks' own pages
#: (November 2026): Visa; Mastercard; American Express; Diners Club; Discover; JCB; UnionPay; Mir; Maestro.
_ISSUERS = (
    ("4", "4", (13, 16, 19)),
    ("51", "55", (16,)),
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),
    ("37", "37", (15,)),
    ("300", "305", (14, 16, 17, 18, 19)),
    ("36", "36", (14, 15, 16, 17, 18, 19)),
    ("38", "39", (14, 16, 17, 18, 19)),
    ("6011", "6011", (16, 17, 18, 19)),
    ("644", "659", (16, 17, 18, 19)),
    ("3528", "3589", (16, 17, 18, 19)),
    ("62", "62", (16, 17, 18, 19)),
    ("2200", "2204", (16, 17, 18, 19)),
    ("5018", "5018", (13, 14, 15, 16, 17, 18, 19)),
    ("5020", "5020", (13, 14, 15, 16, 17, 18, 19)),
    ("5038", "5038", (13, 14, 15, 16, 17, 18, 19)),
    ("6304", "6304", (13, 14, 15, 16, 17, 18, 19)),
    ("6759", "6763", (13, 14, 15, 16, 17, 18, 19)),
)
#: ISO 13616, IBAN registry of SWIFT, release 99: length by country.
_IBAN_LENGTHS = {
    15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
IBAN_LENGTH = {country: length for length, countries in _IBAN_LENGTHS.items() for country in countries.split()}


def is_card_prefix(digits: str) -> bool:
    """Whether a network issues numbers that start so and are as long."""
    return any(low <= digits[: len(low)] <= high and len(digits) in lengths for low, high, lengths in _ISSUERS)


def is_payment_card(digits: str) -> bool:
    """Whether these are the digits of a payment card: prefix and length of a network, and Luhn."""
    return is_card_prefix(digits) and luhn(digits) and not is_one_digit(digits)


def is_iban(text: str) -> bool:
    """Whether this is an IBAN, in capitals and without blanks: length of its country, MOD 97-10 (ISO 13616)."""
    return IBAN_LENGTH.get(text[:2]) == len(text) and text[2:4].isdigit() and mod_97(text[4:] + text[:4]) == 1


def is_imei(digits: str) -> bool:
    """Whether these are the digits of an IMEI: fifteen, the last by Luhn (3GPP TS 23.003, annex B)."""
    return len(digits) == 15 and luhn(digits) and not is_one_digit(digits)
