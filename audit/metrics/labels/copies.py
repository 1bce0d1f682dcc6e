"""Values of several labels that stand on the same posts, such as the coarse and the fine answer to one question.

A dataset may carry "not sexist" in one column and "none" in the next, for the very same posts. Both have the same figures, and
a gap that is told twice reads as two gaps. So the label with the fewest values tells it, and names the others. That they are
the same posts follows from counts alone: of every group, in every language, in each of 128 parts of the authors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.metrics.labels.counts import NAME
from audit.tally import Tally
from audit.wording import join

if TYPE_CHECKING:
    from audit.metrics.labels.judgement import LabelJudgement


def link(labels: Sequence[LabelJudgement]) -> None:
    """Tell each label which of its values another one tells, and the other which it tells for.

    Parameters
    ----------
    labels : sequence of LabelJudgement
        Those that are judged; not of columns whose cells hold several, whose values are labels already.
    """
    first: dict[bytes, tuple[LabelJudgement, str]] = {}
    for label in sorted(labels, key=lambda each: (len(each.values), each.label)):
        whole = _fingerprint(label.tally, label.label, "")
        mine = {value: whole + _fingerprint(label.tally, label.label, value) for value in label.values}
        for value, found in mine.items():
            teller, told = first.get(found, (label, value))
            if teller is label:
                first[found] = label, value
            else:
                label.copies.add(value)
                teller.copied.setdefault(told, []).append(label.titled(value))


def also(label: LabelJudgement, value: str) -> str:
    """Which values of other labels a finding on a value is of too; begins with a blank, or is empty."""
    said = ""
    if same := label.copied.get(value):
        said += f" The same figures {'are those' if len(same) > 1 else 'are'} of {join(same)}."
    mirror = [each for each in label.values if each != value] if len(label.values) == 2 else []
    if other := [each for one in mirror for each in label.copied.get(one, ())]:
        said += f" {join(other)} {'mirror' if len(other) > 1 else 'mirrors'} these figures: {'they are' if len(other) > 1 else 'it is'} on all other labelled posts."
    return said


def _fingerprint(tally: Tally, label: str, value: str) -> bytes:
    """Of all counts of a value, or of labelled posts."""
    digest = hashlib.blake2b(digest_size=16)
    for cell in sorted(each for each in tally.cells(NAME, label) if len(each) == 6 and each[5] == value):
        counts = tally.per_bucket(cell)
        if counts.any():
            digest.update("\0".join(cell[2:5]).encode() + b"\0" + counts.tobytes())
    return digest.digest()
