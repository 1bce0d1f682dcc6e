"""Languages of posts that state none, detected where the plan asks for it: by ``py3langid`` (the extra ``languages``).

A detector is often wrong about short posts, mixed languages, dialects and languages written in another script, and wrong
more often about some people's English than about others' (Blodgett and O'Connor 2017). So it is asked for, its share and
its error are printed, and what a platform or column states always comes first.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from importlib import metadata

import pyarrow as pa

from audit.errors import PlanError

#: Varieties that the lexicon of another language is read against, by their macrolanguage (ISO 639-3).
_VARIETIES = dict.fromkeys(
    ["aeb", "acm", "acq", "afb", "ajp", "apc", "apd", "ars", "ary", "arz", "ayl", "acw"], "ar"
) | {"cmn": "zh", "yue": "zh", "arb": "ar"}  # fmt: skip
#: Right in so many of 100 posts, over labelled sets of short posts in languages that have a lexicon, each in its usual
#: script: the lowest and the highest; measured in ``docs/language-detection.csv``.
RIGHT = (83.8, 99.7)


def detector() -> Callable[[pa.Array], list[str | None]]:
    """A function from texts to primary language subtags, None for a text without any.

    Raises
    ------
    PlanError
        The extra is not installed.
    """
    classify = _classify()

    def detect(texts: pa.Array) -> list[str | None]:
        found: list[str | None] = []
        for text in texts.to_pylist():
            tag = classify(text)[0] if text and text.strip() else None
            found.append(_VARIETIES.get(tag, tag) if tag else None)
        return found

    return detect


def version() -> str:
    """Name and version of the detector."""
    return f"py3langid {metadata.version('py3langid')}"


@functools.cache
def _classify() -> Callable[[str], tuple[str, float]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import py3langid
    except ImportError:
        raise PlanError(
            "The plan asks to detect languages, and no detector is installed.",
            hint="Install it with: pip install 'postaudit[languages]'. Or say which language the posts are in:"
            " dataset.language.",
        ) from None
    classify: Callable[[str], tuple[str, float]] = py3langid.classify
    return classify
