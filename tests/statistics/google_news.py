"""Vectors of Google News (Mikolov et al. 2013) for 13,013 words, which the package wefe ships for its own tests.

None of its code runs: the file is a pickle of gensim's, and of what it names only arrays are made.
"""

from __future__ import annotations

import importlib.util
import pickle
from pathlib import Path
from typing import Any

import numpy as np

REASON = "needs the vectors in the package wefe: pip install --no-deps wefe"


def vectors_file() -> Path | None:
    """Where the vectors are, or None."""
    spec = importlib.util.find_spec("wefe")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "datasets" / "data" / "test_model.kv"
    return path if path.is_file() else None


class _Plain:
    """Stands for every class that is no array."""

    def __init__(self, *_arguments: Any, **_named: Any) -> None:
        pass

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


class _Arrays(pickle.Unpickler):
    _ALLOWED = frozenset({"_reconstruct", "scalar", "ndarray", "dtype"})

    def find_class(self, module: str, name: str) -> Any:
        if module.partition(".")[0] == "numpy" and name in self._ALLOWED:
            return super().find_class(module.replace("numpy.core", "numpy._core"), name)
        return _Plain


def read_vectors(path: Path) -> dict[str, np.ndarray]:
    """Word to its vector of 300 numbers."""
    with path.open("rb") as file:
        model = _Arrays(file).load()
    return {str(word): model.vectors[index] for index, word in enumerate(model.index2word)}
