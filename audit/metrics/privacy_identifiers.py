"""Direct identifiers in posts: addresses, numbers and names by which a person is found."""

from __future__ import annotations

from audit.finding import Judgement
from audit.metrics.base import Scope
from audit.posts import PostBatch
from audit.tally import Tally


def count_identifiers(posts: PostBatch, tally: Tally) -> None:
    """Count the posts of a batch that hold a direct identifier."""


def judge_identifiers(tally: Tally, scope: Scope) -> Judgement:  # noqa: ARG001
    """Judge the shares of posts and authors with one."""
    return Judgement()
