"""The texts of many forms, held as bytes: a lexicon has more than a million, of which few are ever looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import overload

import numpy as np
import numpy.typing as npt


class FormTexts(Sequence[str]):
    """Texts by number; a text becomes a string when it is asked for. Equals the tuple of its texts.

    Parameters
    ----------
    octets : ndarray of uint8
        UTF-8, text after text.
    bounds : ndarray of int64, shape (n + 1,)
        Where each text starts and the last ends.

    Examples
    --------
    >>> texts = FormTexts.of(["women", "Männer", "people"])
    >>> texts[1], texts[::2], len(texts), texts == ("women", "Männer", "people")
    ('Männer', ('women', 'people'), 3, True)
    """

    __slots__ = ("bounds", "octets")

    def __init__(self, octets: npt.NDArray[np.uint8], bounds: npt.NDArray[np.int64]) -> None:
        self.octets, self.bounds = octets, bounds

    @classmethod
    def of(cls, texts: Iterable[str]) -> FormTexts:
        """Those of some strings."""
        encoded = [each.encode() for each in texts]
        bounds = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(each) for each in encoded], out=bounds[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), bounds)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        numbers = range(len(self))[place]
        return self._text(numbers) if isinstance(numbers, int) else tuple(map(self._text, numbers))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormTexts | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _text(self, number: int) -> str:
        return self.octets[self.bounds[number] : self.bounds[number + 1]].tobytes().decode()
