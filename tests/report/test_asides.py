"""What the report adds to statements: other sides of one gap, and figures that can hardly be relied on."""

from __future__ import annotations

from audit.finding import Estimate, Finding, Findings
from audit.report.asides import with_asides
from audit.report.summary import claim, conclusion


def gap(value, family="labels.toxic.mention.gender", label="yes", group="women"):
    name = f"labels.toxic.{label}.mention.gender.{group}"
    where = {"label": "toxic", "value": label, "gender": group}
    low, high = value - 0.0491, value + 0.0491
    return (
        Estimate(f"{name}.difference", "labels", "difference", where, value, low, high, "points", 90, 40, family=family, tolerance=0.05),
        Finding(name, "labels", f"Posts on {group} are labelled {label}", "A gap.", "shown", "high", "low", "quality_of_service", (f"{name}.rate",), f"{name}.difference"),
    )  # fmt: skip


def audit(*pairs, extra=()):
    estimates, findings = zip(*pairs, strict=True)
    return Findings({}, {"posts": 90, "authors": None}, (*estimates, *extra), findings)


def test_values_of_a_label_that_go_opposite_ways_are_told_as_two_sides():
    both = audit(gap(0.2), gap(-0.1, label="no"))
    said = [with_asides(each, both) for each in sorted(both.findings, key=both.rank)]
    assert sum("Seen from the other side" in each for each in said) == 1
    assert "Seen from the other side" in said[1]


def test_gaps_of_one_direction_another_group_or_another_family_are_no_mirrors():
    for other in (gap(0.1, label="no"), gap(-0.1, label="no", group="men"), gap(-0.1, label="no", family="else")):
        apart = audit(gap(0.2), other)
        assert not any("other side" in with_asides(each, apart) for each in apart.findings)


def test_an_unreliable_share_is_marked_and_told_with_its_interval():
    note = "unreliable: interval at least 30 points wide"
    rate = Estimate(
        "labels.toxic.yes.mention.gender.women.rate", "labels", "rate", {}, 0.55, 0.39, 0.70, "share", 40, 40, note=note
    )
    told = audit(gap(0.2), extra=(rate,))
    assert (
        claim(told.findings[0], told).statement
        == "A gap. Unreliable: the interval of 55%\N{DOUBLE DAGGER} runs from 39% to 70%."
    )


def test_an_end_beside_the_tolerance_is_not_printed_as_the_tolerance():
    near = audit(gap(0.1))
    assert claim(near.findings[0], near).interval == "95% 5.1 to 15"


def test_the_conclusion_says_how_sure_it_is_and_on_how_many_questions():
    first, sure, carried = conclusion(audit(gap(0.2), gap(-0.1, label="no")), 0)
    assert first.startswith("Two findings on one question lie beyond the tool's default tolerances, all of them high")
    assert sure == "All of them are of low confidence, for the data do not say who wrote what."
    assert carried.endswith("that was not tested.")
