"""Addresses of Bitcoin and Ethereum."""

from __future__ import annotations

import hashlib

from audit.text.checks.keccak import keccak_256

_BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH_32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
#: What the checksum of version 0 and of later versions leaves (BIP 173, BIP 350).
_BECH_32_RESULT, _BECH_32M_RESULT = 1, 0x2BC830A3


def is_bitcoin_base58(text: str) -> bool:
    """Whether this is an address of Bitcoin's main net in Base58Check: version 0 or 5, four octets of double SHA-256."""
    number = 0
    if not set(text) <= set(_BASE_58):
        return False
    for char in text:
        number = number * 58 + _BASE_58.index(char)
    if number.bit_length() > 200:
        return False
    octets = number.to_bytes(25, "big")
    zeros = len(octets) - len(octets.lstrip(b"\0"))
    if octets[0] not in (0, 5) or zeros != len(text) - len(text.lstrip("1")):
        return False
    return hashlib.sha256(hashlib.sha256(octets[:21]).digest()).digest()[:4] == octets[21:]


def is_bitcoin_bech32(text: str) -> bool:
    """Whether this is an address of Bitcoin's main net with a witness program (BIP 173 and BIP 350), in small letters."""
    if text[:3] != "bc1" or not set(text[3:]) <= set(_BECH_32):
        return False
    values = [_BECH_32.index(char) for char in text[3:]]
    prefix = [ord(char) >> 5 for char in "bc"] + [0] + [ord(char) & 31 for char in "bc"]
    check = 1
    for value in prefix + values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATORS):
            check ^= generator if top >> i & 1 else 0
    bits = 5 * (len(values) - 7)
    length, rest = divmod(bits, 8)
    if rest > 4 or not 2 <= length <= 40 or values[0] > 16:
        return False
    if values[0] == 0:
        return check == _BECH_32_RESULT and length in (20, 32)
    return check == _BECH_32M_RESULT


def is_ethereum(text: str) -> bool:
    """Whether the capitals of an address, 0x and 40 hexadecimal digits, are its checksum (EIP-55).

    Of an address in small letters alone nothing can be checked.
    """
    digits = text[2:]
    nibbles = keccak_256(digits.lower().encode()).hex()
    cases = [(char.isupper(), nibble >= "8") for char, nibble in zip(digits, nibbles, strict=False) if char.isalpha()]
    return bool(cases) and all(is_capital == wanted for is_capital, wanted in cases)
