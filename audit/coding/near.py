"""Words that look like a form of a group and are none: where misses are more likely than elsewhere.

A word list misses misspellings, words run together in a hashtag, derived words. Most of these hold the beginning of a form.
Posts that do, and name the group by no form, are a stratum of their own, so that a few posts read there find what thousands
read elsewhere would not. Whether a word looks alike decides how well the posts read are spent, and never what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

#: Shorter beginnings are part of too many other words.
_SHORTEST = 5
#: Letters cut from the end of a form, where endings and most misspellings are.
_CUT = 2
_WORD = re.compile(r"[^\W\d_]+\Z")


def stems(forms: Iterable[str]) -> tuple[str, ...]:
    """Beginnings of the forms of one word, sorted; those that begin with another one left out.

    Examples
    --------
    >>> stems(["woman", "women", "womenfolk", "ladies", "her sisters", "girl"])
    ('girl', 'ladi', 'woma', 'wome')
    """
    found: set[str] = set()
    for form in forms:
        if _WORD.match(form) and len(form) >= 4:
            found.add(form[: max(len(form) - _CUT, 4)])
    return tuple(sorted(each for each in found if not any(each != other and each.startswith(other) for other in found)))


def pattern(forms: Iterable[str]) -> str:
    """A regular expression (RE2) that such texts match: a stem of five letters anywhere, a shorter one where a word begins."""
    own = stems(forms)
    long = [re.escape(each) for each in own if len(each) >= _SHORTEST]
    short = [re.escape(each) for each in own if len(each) < _SHORTEST]
    parts = [*long, *([rf"(?:^|[^\pL])(?:{'|'.join(short)})"] if short else [])]
    return "|".join(parts)


def is_near(text: pa.Array, pattern_: str) -> npt.NDArray[np.bool_]:
    """Which texts match; shape (n,). A post without text matches nothing."""
    if not pattern_:
        return np.zeros(len(text), dtype=bool)
    matched = pc.match_substring_regex(text, pattern_, ignore_case=True)
    found: npt.NDArray[np.bool_] = matched.fill_null(False).to_numpy(zero_copy_only=False)  # noqa: FBT003 - Arrow's
    return found
