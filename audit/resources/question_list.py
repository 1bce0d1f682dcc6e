"""Questions of a documentation form, in our own words, with who can answer each: the audit, a draft of it, or a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from audit.errors import ResourceError
from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.tables import one_of, rows

Answered = Literal["computed", "draft", "asked"]

_COLUMNS = ("key", "number", "section", "question", "answer", "stated", "basis")


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes
    ----------
    key : str
        Stable, such as ``composition.count``: the name under which a plan answers it.
    number, section, question : str
    answer : str
        ``computed`` from the data, ``draft`` that a person confirms, or ``asked`` of a person.
    stated : str
        Entry of the plan's card that answers it; empty if none does.
    basis : str
        What an answer of the audit is made from, in words.
    """

    key: str
    number: str
    section: str
    question: str
    answer: Answered
    stated: str
    basis: str


@dataclass(frozen=True)
class QuestionList:
    """The questions of one form, in order, with the card."""

    card: Card
    rows: tuple[Question, ...]

    @property
    def by_key(self) -> Mapping[str, Question]:
        """The questions by their keys."""
        return {each.key: each for each in self.rows}


def read_questions(name: str) -> QuestionList:
    """The questions of a form that ships with the package.

    Raises
    ------
    ResourceError
        No such form, or a row that is not one of the kinds above.
    """
    card, table = find("questions", name)
    made: dict[str, Question] = {}
    for line, row in rows(card.name, table, _COLUMNS):
        if row["key"] in made:
            raise ResourceError(f"{card.name!r}, line {line}: {row['key']!r} is there twice.", hint="Keys are unique.")
        kinds: tuple[Answered, ...] = get_args(Answered)
        kind = kinds[kinds.index(one_of(card.name, line, "answer", row["answer"], kinds))]
        made[row["key"]] = Question(
            row["key"], row["number"], row["section"], row["question"], kind, row["stated"], row["basis"]
        )
    return QuestionList(card, tuple(made.values()))
