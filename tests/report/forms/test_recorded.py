"""What the plan records of the collection answers the questions on it, and is said to be stated."""

from __future__ import annotations

from dataclasses import replace

from audit.report.forms.croissant import open_questions
from audit.report.forms.filled import fill
from audit.report.forms.known import Known
from audit.report.forms.recorded import recorded

RECORD = {
    "platform": "X", "access": "api", "tier": "academic", "collected_from": "2021-03-01", "collected_to": "2021-04-30",
    "query": "rain OR snow", "consent": "none was asked for", "licence": "ids only",
}  # fmt: skip


def with_record(known: Known, **record) -> Known:
    audit = {**known.findings.audit, "plan": {**known.plan, "collection": record}}
    return replace(known, findings=replace(known.findings, audit=audit))


def answers(known, form="datasheet"):
    return {each.question.key: each.answer for each in fill(form, known).filled}


def test_the_record_answers_what_it_knows(known):
    made = answers(with_record(known, **RECORD))
    assert made["collection.timeframe"].stated == "Collected from 2021-03-01 to 2021-04-30."
    assert made["collection.timeframe"].status == "computed"
    assert not any("not in the data" in each for each in made["collection.timeframe"].lines)
    assert made["collection.mechanisms"].stated == (
        "Collected through the platform's interface for programs (academic), from X."
    )
    assert made["collection.sampling"].stated == "Asked for: rain OR snow"
    assert made["collection.consent"].status == "stated"
    assert made["distribution.licence"].stated == "ids only"
    croissant = answers(with_record(known, **RECORD), "croissant-rai")
    assert croissant["rai:dataCollectionTimeframe"].stated == "2021-03-01/2021-04-30"
    assert "is that of the posts" not in open_questions(with_record(known, **RECORD))
    assert "is that of the posts" in open_questions(known)


def test_what_it_does_not_say_stays_open(known):
    assert answers(known)["collection.consent"].is_open
    some = answers(with_record(known, platform="X", collected_to="2021"))
    assert some["collection.consent"].is_open
    assert some["collection.timeframe"].stated == "Collected up to 2021."
    assert not some["collection.mechanisms"].stated
    assert recorded("rai:dataCollectionTimeframe", with_record(known, collected_to="2021")) == ""


def test_what_people_answer_comes_first(known):
    told = replace(with_record(known, **RECORD), card={"answers": {"collection.consent": "Asked by letter."}})
    assert answers(told)["collection.consent"].stated == "Asked by letter."
