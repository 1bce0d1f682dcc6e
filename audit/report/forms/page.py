"""A filled form in Markdown: open questions first, then every question with how its answer was come by."""

from __future__ import annotations

from collections.abc import Iterator

from audit.report.forms.answer import MARKS
from audit.report.forms.filled import Filled, Form
from audit.report.forms.known import Known
from audit.report.markdown import escape
from audit.report.summary import extent, identity
from audit.wording import plural

_TITLES = {
    "datasheet": "Datasheet",
    "data-statement": "Data statement",
    "dpia": "Input to a data protection impact assessment",
    "training-summary": "Input to the public summary of training content",
    "croissant-rai": "Open questions of the Croissant file",
}


def render(form: Form, known: Known, before: str = "") -> str:
    """The whole form, byte-identical for the same findings; ``before`` is Markdown that goes before its open questions."""
    return "".join(_parts(form, known, before))


def _parts(form: Form, known: Known, before: str) -> Iterator[str]:
    card = form.questions.card
    yield f"# {_TITLES[card.name]}: {escape(known.name)}\n\n"
    yield f"{escape(extent(known.findings))}. {escape(identity(known.findings, known.run_facts))}.\n\n"
    yield f"{escape(card.summary)} {escape(card.cited)}\n\n"
    yield (
        "Figures come from the audit, with author-clustered intervals where there are authors. Nothing here is invented: what"
        " the data do not say is left open. Answers of people go into the plan, under `[card]` and `[card.answers]`, and the"
        " form is written again.\n"
    )
    yield before
    yield from _to_do(form)
    section = ""
    for each in form.filled:
        if each.question.section != section:
            section = each.question.section
            yield f"\n## {escape(section)}\n"
        yield from _question(each)


def _to_do(form: Form) -> Iterator[str]:
    total = len(form.filled)
    yield f"\n## Open questions: {len(form.open)} of {total}\n\n"
    for each in form.open:
        yield f"- {_name(each)} (`{each.question.key}`)\n"
    if not form.open:
        yield "None.\n"
    if form.drafts:
        numbers = ", ".join(each.question.number for each in form.drafts)
        yield f"\n{plural(len(form.drafts), 'draft')} to be confirmed: {numbers}.\n"


def _name(each: Filled) -> str:
    return f"{each.question.number} {escape(each.question.question)}"


def _question(each: Filled) -> Iterator[str]:
    yield f"\n### {_name(each)}\n\n"
    answer = each.answer
    if answer.stated:
        yield f"**{MARKS['stated']}.** {escape(answer.stated)}\n"
        if answer.status != "stated":
            yield "\n"
    if answer.status == "asked":
        yield f"*{MARKS['asked']}.*\n" if not answer.stated else ""
    elif answer.status == "not_computed":
        yield f"*{MARKS['not_computed']}.* {escape(' '.join(answer.lines))}\n"
    elif answer.status != "stated":
        yield f"*{MARKS[answer.status]}.*\n\n"
        yield "".join(f"- {escape(said)}\n" for said in answer.lines)
