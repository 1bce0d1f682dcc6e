"""Sections, and the words of page one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.finding import Block, Chart, Finding, Findings, NotMeasured
from audit.report import html, markdown
from audit.report.page import page
from audit.report.report import Report
from audit.report.sections import sections
from audit.report.summary import NOTHING_SHOWN, summary


def test_sections_have_plain_titles_questions_and_an_order(example):
    found = sections(example)
    assert [each.title for each in found] == [
        "Who is in the data",
        "Whose voice dominates",
        "What posts about groups talk of",
        "How labels fall",
        "What is missing",
    ]
    assert found[0].question.startswith("Do the people who wrote")
    assert found[1].question == ""


def test_every_finding_and_block_is_in_exactly_one_panel(example):
    panels = [panel for section in sections(example) for panel in section.panels]
    said = [finding.id for panel in panels for finding in panel.findings]
    assert sorted(said) == sorted(each.id for each in example.findings)
    assert sorted(panel.block.id for panel in panels if panel.block) == sorted(each.id for each in example.blocks)


def test_a_metric_of_a_plugin_follows_under_its_own_title(example):
    own = Finding(
        "zebra.a", "zebra", "Stripes differ", "They do.", "shown", "low", "low", "validity", block="no such block"
    )
    changed = replace(
        example, findings=(*example.findings, own), methods=({"name": "zebra", "title": "How stripes lie"},)
    )
    assert sections(changed)[-2].title == "How stripes lie"
    assert sections(replace(changed, methods=()))[-2].title == "Zebra"
    assert sections(changed)[-2].panels[0].block is None
    assert sections(changed)[-1].title == "What is missing"


def test_page_one_ranks_what_is_shown_and_keeps_the_rest(example):
    first = summary(example)
    assert [each.severity for each in first.shown] == ["high", "high", "medium", "low"]
    assert first.shown[0].identifier == "representation.gender.women"
    assert (first.shown[0].figure, first.shown[0].interval) == ("−16 pts", "95% −20 to −12")
    assert [each.identifier for each in first.not_found] == ["representation.age"]
    assert [each.identifier for each in first.unsettled] == ["representation.gender.others"]
    assert [each.what for each in first.unchecked] == [
        "Do annotators agree",
        "Who is in the data",
        "Labels could not be compared between dialects",
    ]
    assert first.extent == "28,708 posts by 12,000 authors, January 2024 to June 2026"
    assert first.identity == "Audit 7f3c9e1a0b2d"


def test_the_day_comes_from_the_run_alone(example):
    assert summary(example, {"time": "2026-11-23T10:00:00Z"}).identity == "Audit 7f3c9e1a0b2d, 23 November 2026"


def test_the_conclusion_says_how_many_and_what_they_bear_on(example):
    first, *_, carried, last = summary(example).conclusion
    assert first.startswith(
        "Four findings lie beyond the tool's default tolerances, two of them high in severity; they bear on"
    )
    assert carried.endswith("should expect that these gaps may carry over; that was not tested.")
    assert last == "One question could not be settled and three could not be checked, or only in part."


def test_nothing_shown_is_said_plainly(nothing_found, empty):
    assert summary(nothing_found).conclusion[0] == NOTHING_SHOWN
    assert "could not be settled" in summary(nothing_found).conclusion[1]
    assert summary(empty).conclusion == (NOTHING_SHOWN,)
    assert summary(empty).name == "Dataset without a name"
    assert summary(empty).extent == "0 posts by an unknown number of authors"


@pytest.mark.parametrize(
    ("number", "words"), [(1, "One finding lies"), (2, "Two findings lie"), (12, "12 findings lie")]
)
def test_numbers_agree_with_their_nouns(number, words):
    findings = tuple(
        Finding(f"a.{i}", "a", "A title", "A statement.", "shown", "high", "low", "validity") for i in range(number)
    )
    conclusion = summary(Findings({}, {}, findings=findings)).conclusion
    assert conclusion[0].startswith(words)
    assert ("it bears" in conclusion[0]) is (number == 1)


def test_a_headline_that_is_not_there_or_hidden_prints_no_figure(example):
    lost = replace(example.findings[0], headline="no.such.estimate")
    assert summary(replace(example, findings=(lost,))).shown[0].figure == ""
    hidden = replace(example.findings[0], headline="representation.gender.agender.share_of_posts")
    printed = summary(replace(example, findings=(hidden,))).shown[0]
    assert (printed.figure, printed.interval) == ("", "hidden: fewer than 10 authors")


def test_a_reason_that_several_metrics_share_is_told_once(example):
    once = NotMeasured("markers", "No post is in English.")
    both = replace(example, not_measured=(once, NotMeasured("mentions", "No post is in English.")))
    told = [each for each in summary(both).unchecked if each.why == "No post is in English."]
    assert len(told) == 1
    assert ";" in told[0].what


def test_what_all_parts_of_a_section_are_read_with_is_told_once(example):
    """A sentence of every part stands at the head of the section; one of a single part stays with it."""
    blocks = tuple(
        Block(f"m.{name}", "m", name, "", Chart("intervals", (), (), "x"), caveats=("Of all.", f"Of {name}."))
        for name in ("a", "b")
    )
    several = replace(example, blocks=blocks, findings=(), estimates=(), methods=({"name": "m", "title": "M"},))
    (chapter,) = page(several, {}).chapters
    assert chapter.caveats == ("Of all.",)
    assert [each.caveats for each in chapter.parts] == [("Of a.",), ("Of b.",)]
    told = Report(several)
    assert told.html().count("Of all.") == told.markdown().count("Of all.") == 1
    (chapter,) = page(replace(several, blocks=blocks[:1]), {}).chapters
    assert (chapter.caveats, chapter.parts[0].caveats) == ((), ("Of all.", "Of a."))


def test_what_was_asked_for_and_has_no_section_is_named(example):
    sentence = "because there is no finding and no chart of it: “Do annotators agree”."
    measured = replace(example, not_measured=())
    for render in (lambda each: html.render(each, {}), markdown.render):
        assert sentence in render(example)
        assert "without a section of its own" not in render(measured)


def test_what_was_noted_while_reading_is_told_with_counts(example):
    sources = [
        {"name": "a", "warnings": {"assumed_utc": 2, "odd_thing": 1}},
        {"name": "b", "warnings": {"assumed_utc": 1}},
    ]
    noted = replace(example, dataset={**example.dataset, "sources": sources, "fingerprint": "0cd7f339"})
    for text in (html.render(noted, {}), markdown.render(noted)):
        assert (
            "Times of posting that name no time zone, taken for UTC, so that days and hours may be shifted: 3." in text
        )
        assert "Odd thing: 1." in text
        assert "0cd7f339. Of what was read of every post" in text


def test_every_tolerance_says_whose_it_is(example):
    """Of a plan that sets one of them; a value that is spelled out and no other than the default is the default."""
    from audit.report.catalogue import catalogue
    from audit.report.facts import tolerances

    given = {"tolerances": {"share_gap": 0.1, "rate_ratio": 1.25}, "floors": {"authors": 10}, "report": {"level": 0.95}}
    told = replace(example, audit={**example.audit, "plan": given})
    said = {each.name: each.value for each in tolerances(told, catalogue())}
    assert said["tolerances.share_gap"].startswith("0.1: set in the plan;")
    assert said["tolerances.rate_ratio"] == "1.25: the tool's default, and the plan sets no other"
    assert said["floors.authors"] == "10: the tool's default, and the plan sets no other"
    assert said["report.level"] == "0.95"
    assert "lie beyond the tolerances, some set in the plan and the others the tool's defaults" in " ".join(
        summary(told).conclusion
    )
