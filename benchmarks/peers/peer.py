"""What a peer is, and what either side is asked to do. Read by every environment, so nothing but the standard library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

#: ``id``, ``author``, ``text``, ``created_at``, ``lang``, ``likes``, ``gender``, ``label``; ``side`` where posts have one.
Post = dict[str, Any]
Facts = dict[str, Any]


class Work(NamedTuple):
    """What one side does, once it has started.

    Attributes
    ----------
    act : callable
        From posts to what was found; this is timed.
    check : callable, optional
        The same, for what else is compared; not timed.
    """

    act: Callable[[list[Post]], Facts]
    check: Callable[[list[Post]], Facts] | None = None


@dataclass(frozen=True)
class Peer:
    """A tool that people would otherwise use for a job.

    Attributes
    ----------
    name, package : str
        As printed; the distribution whose version is noted, empty where the tool is not on PyPI.
    job : str
        As printed: what both sides do.
    ours : str
        Function of ``ours.py`` that does it here.
    posts : int
        What the peer manages in about a minute.
    installs : tuple of tuple of str
        Arguments of ``pip install``, one call after the other.
    compare : callable
        From what either side found to a few words on whether it is the same.
    how : str
        What was left out or written again, so that nobody takes it for the tool as it ships.
    sides : bool
        Whether the posts are those that name women or men and not both, with the side they are on.
    """

    name: str
    package: str
    job: str
    ours: str
    posts: int
    installs: tuple[tuple[str, ...], ...]
    compare: Callable[[Mapping[str, Any], Mapping[str, Any]], str]
    how: str = ""
    sides: bool = False
