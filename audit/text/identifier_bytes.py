"""What a place in UTF-8 holds, as far as identifiers are made of it: digits of any script, separators, letters."""

# Types are inferred by numba, which knows more of them than annotations could say.
# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="assignment"

from __future__ import annotations

from audit.text.compilation import jit


@jit
def is_digit(byte):
    """Whether a byte is a digit of ASCII."""
    return 0x30 <= byte <= 0x39


@jit
def is_letter(byte):
    """Whether a byte is a letter of ASCII."""
    return 0x61 <= (byte | 0x20) <= 0x7A and byte < 0x80


@jit
def is_word(byte):
    """Whether a byte is a letter or digit of ASCII."""
    return is_digit(byte) or is_letter(byte)


@jit
def is_hex(byte):
    """Whether a byte is a hexadecimal digit of ASCII."""
    return is_digit(byte) or 0x61 <= (byte | 0x20) <= 0x66


@jit
def digit_length(data, position, end):
    """How many octets the digit at a place takes; 0 if there is none.

    Decimal digits of ASCII, Arabic (both rows), Devanagari, Bengali, Thai, full width and mathematical ones.
    """
    byte = data[position]
    if is_digit(byte):
        return 1
    if byte < 0xD9:
        return 0
    if byte <= 0xDB and position + 1 < end:  # U+0660-0669, U+06F0-06F9
        low, base = data[position + 1], 0xA0 if byte == 0xD9 else 0xB0
        return 2 if byte != 0xDA and base <= low <= base + 9 else 0
    if byte == 0xE0 and position + 2 < end:
        middle, low = data[position + 1], data[position + 2]
        if middle == 0xA5 or middle == 0xA7:  # U+0966-096F, U+09E6-09EF
            return 3 if 0xA6 <= low <= 0xAF else 0
        return 3 if middle == 0xB9 and 0x90 <= low <= 0x99 else 0  # U+0E50-0E59
    if byte == 0xEF and position + 2 < end:  # U+FF10-FF19
        return 3 if data[position + 1] == 0xBC and 0x90 <= data[position + 2] <= 0x99 else 0
    if byte == 0xF0 and position + 3 < end:  # U+1D7CE-1D7FF
        high = data[position + 1] == 0x9D and data[position + 2] == 0x9F
        return 4 if high and 0x8E <= data[position + 3] <= 0xBF else 0
    return 0


@jit
def separator_length(data, position, end):
    """How many octets the separator within a number at a place takes; 0 if there is none.

    Blanks, hyphens, dashes, full stops, slashes, commas, brackets, the plus and degree signs, and what is invisible.
    """
    byte = data[position]
    if byte < 0x80:
        return 1 if byte == 0x20 or 0x28 <= byte <= 0x29 or 0x2B <= byte <= 0x2F or byte == 0x09 else 0
    if byte == 0xC2 and position + 1 < end:  # no-break space, soft hyphen, degree sign, middle dot
        low = data[position + 1]
        return 2 if low == 0xA0 or low == 0xAD or low == 0xB0 or low == 0xB7 else 0
    if position + 2 >= end:
        return 0
    middle, low = data[position + 1], data[position + 2]
    if byte == 0xE2:
        if middle == 0x80:  # U+2000-2015 blanks, invisibles, hyphens and dashes; U+202A-202F
            return 3 if 0x80 <= low <= 0x95 or 0xAA <= low <= 0xAF else 0
        if middle == 0x81:  # U+2060-206F invisibles
            return 3 if 0xA0 <= low <= 0xAF else 0
        return 3 if middle == 0x88 and low == 0x92 else 0  # U+2212 minus
    if byte == 0xE3:
        return 3 if middle == 0x80 and low == 0x80 else 0  # U+3000
    if byte == 0xEF and middle == 0xBC:  # full-width ( ) + , - . /
        return 3 if 0x88 <= low <= 0x89 or 0x8B <= low <= 0x8F else 0
    return 3 if byte == 0xEF and middle == 0xBB and low == 0xBF else 0  # U+FEFF
