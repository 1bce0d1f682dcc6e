"""Words that look like a form of a group and are none: where misses are more likely than elsewhere.

A word list misses misspellings, words run together in a hashtag, derived words. Many of these hold the beginning of a form.
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
#: Letters cut from the end of a form, where endings and many misspellings are; as many as leave a stem.
_CUT = 2
_WORD = re.compile(r"[^\W\d_]+\Z")


def stems(forms: Iterable[str]) -> tuple[str, ...]:
    """Beginnings of the forms of one word, sorted; those that begin with another one left out.

    Examples
    --------
    >>> stems(["woman", "women", "womenfolk", "ladies", "her sisters", "girl"])
    ('ladie', 'woman', 'women')
    """
    found = {form[: max(len(form) - _CUT, _SHORTEST)] for form in forms if _WORD.match(form)}
    long = {each for each in found if len(each) >= _SHORTEST}
    return tuple(sorted(each for each in long if not any(each != other and each.startswith(other) for other in long)))


def pattern(forms: Iterable[str]) -> str:
    """A regular expression (RE2) that texts with such a stem match, wherever in a word it stands; empty if there is none."""
    return "|".join(re.escape(each) for each in stems(forms))


def is_near(text: pa.Array, pattern_: str) -> npt.NDArray[np.bool_]:
    """Which texts match; shape (n,). A post without text matches nothing."""
    if not pattern_:
        return np.zeros(len(text), dtype=bool)
    matched = pc.match_substring_regex(text, pattern_, ignore_case=True)
    found: npt.NDArray[np.bool_] = matched.fill_null(False).to_numpy(zero_copy_only=False)  # noqa: FBT003 - Arrow's
    return found
