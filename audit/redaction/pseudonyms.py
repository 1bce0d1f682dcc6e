"""Pseudonyms of a redacted copy: keyed, of letters alone, and of accounts the same wherever an account is named.

Letters alone, since sixteen digits in a text look like a number that somebody would replace again. The key of each
domain is made of the one key of the run, so that nothing tells that a post and an account have the same id.
"""

from __future__ import annotations

import functools

import pyarrow as pa
import pyarrow.compute as pc

from audit.hashing import hash_bytes, hash_strings, to_hex

#: One for each hexadecimal digit; no vowel, so that no word comes out.
_LETTERS = b"bcdfghjklmnpqrst"
ACCOUNT, POST, VALUE = "account", "post", "value"


class Pseudonyms:
    """Pseudonyms under one key.

    Parameters
    ----------
    key : bytes
        16 bytes; never written anywhere.
    """

    def __init__(self, key: bytes) -> None:
        self._keys = {name: _derived(key, name) for name in (ACCOUNT, POST, VALUE)}

    def of(self, values: pa.Array, domain: str) -> pa.Array:
        """Pseudonyms of a column.

        Parameters
        ----------
        values : pyarrow array of strings, shape (n,)
        domain : str
            ``ACCOUNT``, ``POST`` or ``VALUE``. Of accounts, ``@Name``, ``name`` and ``u/name`` are one.

        Returns
        -------
        pyarrow.StringArray, shape (n,)
            Sixteen letters; null where the value is.
        """
        if domain == ACCOUNT:
            values = as_accounts(values)
        made = to_hex(hash_strings(values, self._keys[domain]), _LETTERS)
        return made if values.null_count == 0 else pc.if_else(values.is_valid(), made, pa.scalar(None, pa.string()))

    @functools.lru_cache(maxsize=1 << 16)  # noqa: B019 - lives as long as one copy is made
    def one(self, value: str, domain: str) -> str:
        """The pseudonym of one value; the same as in a column."""
        return str(self.of(pa.array([value], pa.string()), domain)[0].as_py())


def as_accounts(values: pa.Array) -> pa.Array:
    """Names of accounts, however they are written: ``@Name``, ``u/name`` and ``NAME`` are ``name``."""
    return pc.replace_substring_regex(pc.utf8_lower(pc.utf8_trim_whitespace(values)), r"^(?:@|/?u/)", "")


def _derived(key: bytes, name: str) -> bytes:
    return b"".join(hash_bytes(f"{name} {half}".encode(), key).to_bytes(8, "little") for half in (0, 1))
