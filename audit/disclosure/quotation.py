"""Passages of posts as they may be shown: what :func:`audit.disclosure.quote` let out, and nothing else of a post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from audit.errors import PlanError

Quotes = Literal["none", "masked", "verbatim"]
Kind = Literal["plain", "mention", "sign", "masked"]


class Piece(NamedTuple):
    """A run of text, and what it is: a mention of the group, the sign that made the finding, or masked."""

    text: str
    kind: Kind


class Word(NamedTuple):
    """A word of a post on its way out.

    Attributes
    ----------
    text, before : str
        As written; what stands between it and the word before.
    kind : str
        ``plain``, ``mention`` or ``sign``.
    hidden : str
        What to print in its place; empty if it may be shown.
    is_slur : bool
    """

    text: str
    before: str = ""
    kind: Kind = "plain"
    hidden: str = ""
    is_slur: bool = False


@dataclass(frozen=True)
class Passage:
    """A few words around a mention.

    Attributes
    ----------
    pieces : tuple of Piece
        In the order of the post.
    searchable : bool
        Six words in a row are shown that too few authors of the dataset wrote.
    taken_apart : bool
        Words that many use are hidden too, because in a row too few wrote them.
    """

    pieces: tuple[Piece, ...]
    searchable: bool = False
    taken_apart: bool = False

    @property
    def text(self) -> str:
        """The passage as one line."""
        return "".join(each.text for each in self.pieces).strip()

    @property
    def before(self) -> str:
        """What stands before the mention."""
        return "".join(each.text for each in self.pieces[: self._mention]).lstrip()

    @property
    def mention(self) -> str:
        """The mention; empty if there is none."""
        return self.pieces[self._mention].text if self._mention < len(self.pieces) else ""

    @property
    def after(self) -> str:
        """What stands behind the mention."""
        return "".join(each.text for each in self.pieces[self._mention + 1 :]).rstrip()

    @property
    def signs(self) -> tuple[str, ...]:
        """The words that made the finding."""
        return tuple(each.text for each in self.pieces if each.kind == "sign")

    @property
    def _mention(self) -> int:
        return next((i for i, each in enumerate(self.pieces) if each.kind == "mention"), len(self.pieces))


@dataclass(frozen=True)
class Passages:
    """Passages that were drawn for one question, or why there are none.

    Attributes
    ----------
    title : str
        What was looked for, in words.
    quotes : str
        ``masked`` or ``verbatim``.
    passages : tuple of Passage
        Each by another author; empty where ``reason`` is not.
    reason : str
        Why there are none.
    finding : str
        Id of the finding that they belong to, if they belong to one.
    floor : int
        Fewest authors who must have written what is shown.
    by_author : bool
        Whether authors are known; if not, each text counts as one.
    """

    title: str
    quotes: Quotes
    passages: tuple[Passage, ...] = ()
    reason: str = ""
    finding: str = ""
    floor: int = 10
    by_author: bool = True

    @property
    def searchable(self) -> int:
        """Passages that show six words in a row which fewer authors of the dataset than the floor wrote."""
        return sum(each.searchable for each in self.passages)

    @property
    def taken_apart(self) -> int:
        """Passages of which words were hidden for that reason alone."""
        return sum(each.taken_apart for each in self.passages)


def check_quotes(asked: str, allowed: str) -> Quotes:
    """How passages may be shown, given what the plan says.

    Raises
    ------
    PlanError
        ``none``, or ``verbatim`` where the plan does not say so.
    """
    if asked == "masked":
        return "masked"
    if asked == "verbatim" and allowed == "verbatim":
        return "verbatim"
    if asked == "verbatim":
        raise PlanError(
            f"Passages as they were written identify who wrote them, and the plan says quotes = {allowed!r}.",
            hint='Masked passages need no permission. For verbatim ones: [report] quotes = "verbatim" in the plan.',
        )
    if asked == "none":
        raise PlanError(
            'quotes = "none": no passage is shown.',
            hint='quotes = "masked" shows passages with what identifies masked.',
        )
    raise PlanError(f"quotes = {asked!r}: there is none, masked and verbatim.", hint="For example quotes = 'masked'.")
