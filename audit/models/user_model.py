"""A model that a user gives in Python, held at arm's length: whatever it does, the rest of the audit stands.

It is called on up to 1,000 texts at a time, in a thread of this process, and waited for no longer than the plan allows. What
it raises, or answers that is no score, becomes a reason and ends its use; a reason holds no word of a post. A thread cannot be
killed: one that hangs is left behind, and ends with the process.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.errors import PlanError
from audit.plan.models import Models

Floats = npt.NDArray[np.float64]

#: Texts that a model gets at a time.
CHUNK = 1_000
#: Texts that are scored a second time, by themselves and in another order, to see that a score depends on its text alone.
_CHECKED = 10
#: Half-precision arithmetic on texts of other lengths beside it moves a score by a thousandth or so.
_SAME = 0.01
_LONGEST_MESSAGE = 80


class _BadAnswerError(Exception):
    """What a model answered is no score; says why."""


class UserModel:
    """A model as something that scores texts or has given up.

    Parameters
    ----------
    model : estimator or callable
        A scikit-learn estimator or pipeline for texts, with ``predict_proba``, ``decision_function`` or ``predict``; or any
        function from a list of texts to as many scores.
    models : Models
        The plan's table of that name: range, positive value, threshold, seconds.

    Raises
    ------
    PlanError
        It is neither.

    Attributes
    ----------
    reason : str
        Why it was given up; empty while it works.
    is_probability : bool
        False for answers that are no probability: those of a decision function, whose scale means nothing but order, and
        plain predictions.
    """

    def __init__(self, model: Any, models: Models) -> None:
        self._answer, self.method = _answering(model)
        self._model = model
        self._models = models
        self.name = type(model).__name__ if self.method else getattr(model, "__name__", type(model).__name__)
        self.threshold = models.threshold
        self.is_probability = self.method in ("", "predict_proba")
        self.reason = ""
        self._checked = False

    def __call__(self, texts: Sequence[str]) -> Floats | None:
        """Scores of n texts, from 0 to 1, shape (n,); None once the model has been given up."""
        scores = []
        for start in range(0, len(texts), CHUNK):
            chunk = list(texts[start : start + CHUNK])
            found = self._scores(chunk)
            if found is None:
                return None
            scores.append(found)
            if not self._checked and not self._is_steady(chunk, found):
                return None
            self._checked = True
        return np.concatenate(scores) if scores else np.zeros(0)

    def _is_steady(self, chunk: list[str], found: Floats) -> bool:
        few = chunk[:_CHECKED]
        again = self._scores(few[::-1])
        if again is None:
            return False
        if np.abs(again[::-1] - found[: len(few)]).max(initial=0.0) > _SAME:
            self.reason = (
                "it gave the same text another score when it was asked again: a score must depend on its text alone, not on"
                " chance or on the texts beside it"
            )
        return not self.reason

    def _scores(self, texts: list[str]) -> Floats | None:
        if self.reason or not texts:
            return None if self.reason else np.zeros(0)
        answer: list[Any] = []
        raised: list[BaseException] = []

        def ask() -> None:
            try:
                answer.append(self._read(self._answer(list(texts)), len(texts)))
            except BaseException as error:  # noqa: BLE001  # a model may even try to leave the process
                raised.append(error)

        thread = threading.Thread(target=ask, name="model", daemon=True)
        thread.start()
        thread.join(self._models.seconds)
        if thread.is_alive():
            self.reason = (
                f"it took more than {self._models.seconds:g} seconds for {len(texts)} texts ([models] seconds)"
            )
        elif raised:
            self.reason = str(raised[0]) if isinstance(raised[0], _BadAnswerError) else _without_texts(raised[0], texts)
        return None if self.reason else answer[0]

    def _read(self, answer: Any, texts: int) -> Floats:
        if self.method == "predict_proba":
            answer = self._positive_column(np.asarray(answer))
        elif self.method == "predict":
            answer = self._predicted(np.asarray(answer))
        try:
            scores = np.asarray(answer, dtype=np.float64)
        except (TypeError, ValueError):
            raise _BadAnswerError(
                f"it gave no numbers but {_kind(answer)}: one number for each text is expected"
            ) from None
        if scores.shape != (texts,):
            if scores.shape == (texts, 1):
                scores = scores[:, 0]
            else:
                hint = "; of two columns choose the positive one" if scores.shape == (texts, 2) else ""
                raise _BadAnswerError(
                    f"it gave an answer of shape {scores.shape} for {texts} texts, not one number each{hint}"
                )
        if np.isnan(scores).any():
            raise _BadAnswerError(f"it gave no number (NaN) for {int(np.isnan(scores).sum())} of {texts} texts")
        if self.method == "decision_function":
            with np.errstate(over="ignore"):
                return 1 / (1 + np.exp(-scores))
        low, high = (0.0, 1.0) if self.method else self._models.range
        moved = (scores - low) / (high - low)
        if (moved < -1e-6).any() or (moved > 1 + 1e-6).any():
            raise _BadAnswerError(
                f"it gave scores outside {low:g} to {high:g}; say what they run from and to ([models] range = [0, 100])"
            )
        return np.clip(moved, 0, 1)

    def _classes(self) -> list[str]:
        return [str(each) for each in getattr(self._model, "classes_", ())]

    def _positive_column(self, chances: npt.NDArray[Any]) -> Any:
        classes, positive = self._classes(), self._models.positive
        if chances.ndim != 2:
            return chances
        if positive and classes:
            if positive not in classes:
                raise _BadAnswerError(
                    f"its classes are {', '.join(classes[:12])}, and {positive!r} (positive) is none of them"
                )
            return chances[:, classes.index(positive)]
        if chances.shape[1] != 2:
            raise _BadAnswerError(
                f"it knows {chances.shape[1]} classes; name the one that a score stands for ([models] positive)"
            )
        return chances[:, 1]

    def _predicted(self, predicted: npt.NDArray[Any]) -> Any:
        classes, positive = self._classes(), self._models.positive
        if positive:
            return np.array([str(each) == positive for each in predicted.ravel()], dtype=np.float64).reshape(
                predicted.shape
            )
        if len(classes) == 2:
            return np.array([str(each) == classes[1] for each in predicted.ravel()], dtype=np.float64).reshape(
                predicted.shape
            )
        return predicted


def _answering(model: Any) -> tuple[Callable[[list[str]], Any], str]:
    """What to ask, and the name of the method; empty for a plain function."""
    if not isinstance(model, type):
        for method in ("predict_proba", "decision_function", "predict"):
            if callable(getattr(model, method, None)):
                return getattr(model, method), method
        if callable(model):
            return model, ""
    raise PlanError(
        f"The model is {_kind(model)}, which cannot score a text.",
        hint="Give a fitted scikit-learn pipeline for texts, or a function from a list of texts to as many numbers.",
    )


def _kind(value: Any) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else f"an object of type {type(value).__name__}"


def _without_texts(error: BaseException, texts: Sequence[str]) -> str:
    """The error's class and message, without anything in quotes and without any word that stands in one of the texts."""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001  # a message may be made of anything
        message = ""
    message = re.sub(r"""(['"`\u2018\u201c]).*?(['"`\u2019\u201d]|$)""", "…", message, flags=re.DOTALL)
    beside = "\0".join(texts).casefold()

    def told(word: str) -> str:
        pieces = re.findall(r"\w+", word.casefold())
        harmless = pieces and not any(each in beside for each in pieces) and word.isascii() and word.isprintable()
        return word if harmless else "…"

    words = [told(each) for each in message.split()[:40]]
    kept = re.sub(r"(?:…\s*)+", "… ", " ".join(words)).strip()
    cut = kept if len(kept) <= _LONGEST_MESSAGE else f"{kept[:_LONGEST_MESSAGE].rsplit(' ', 1)[0]} …"
    said = f": {cut}" if cut.strip("… ") else ""
    return f"it raised {type(error).__name__}{said}"
