"""A form with its answers: what people state comes first, then what was computed or drafted; the rest is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from audit.errors import PlanError, did_you_mean
from audit.report.forms.answer import Answer
from audit.report.forms.known import Known
from audit.report.forms.makers import BY_FORM
from audit.report.visible import line
from audit.resources import Question, QuestionList, read_questions
from audit.wording import join


@dataclass(frozen=True)
class Filled:
    """A question with its answer."""

    question: Question
    answer: Answer


@dataclass(frozen=True)
class Form:
    """A form, question by question."""

    questions: QuestionList
    filled: tuple[Filled, ...]

    @property
    def open(self) -> tuple[Filled, ...]:
        """What a person still has to answer."""
        return tuple(each for each in self.filled if each.answer.is_open)

    @property
    def drafts(self) -> tuple[Filled, ...]:
        """What a person has to confirm."""
        return tuple(each for each in self.filled if each.answer.status == "draft" and not each.answer.stated)


def fill(name: str, known: Known) -> Form:
    """Answer the questions of a form.

    Parameters
    ----------
    name : str
        One of :data:`audit.report.forms.makers.BY_FORM`.
    known : Known

    Raises
    ------
    PlanError
        The card answers a question that no form has.
    """
    check_answers(known.card)
    questions = read_questions(name)
    return Form(questions, tuple(Filled(each, _answer(each, known, name)) for each in questions.rows))


def check_answers(card: Mapping[str, Any]) -> None:
    """Refuse answers to questions that no form has: they would be lost without a word."""
    known = [each.key for name in BY_FORM for each in read_questions(name).rows]
    for key in card.get("answers") or {}:
        if key not in known:
            raise PlanError(f"card.answers: there is no question {key!r}.", hint=did_you_mean(str(key), known))


def _answer(question: Question, known: Known, form: str) -> Answer:
    maker = BY_FORM[form].get(question.key)
    made = maker(known) if maker else Answer("asked")
    stated = stated_answer(question, known.card)
    if not stated:
        return made
    return Answer("stated", (), stated) if made.status in ("asked", "not_computed") else replace(made, stated=stated)


def stated_answer(question: Question, card: Mapping[str, Any]) -> str:
    """What people answer, from ``card.answers`` or from the entry of the card that the question names."""
    answers = card.get("answers") or {}
    given = answers.get(question.key) or (card.get(question.stated) if question.stated else "") or ""
    return line(join([str(each) for each in given]) if isinstance(given, (list, tuple)) else str(given))
