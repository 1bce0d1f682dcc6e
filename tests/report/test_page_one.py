"""Page one alone: joined lines, whom it concerns, languages, figures with sensible digits; with 200 findings and with none."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from report_tree import Tree

from audit.finding import Estimate, Finding, Findings
from audit.report.catalogue import catalogue
from audit.report.html import render
from audit.report.joined import joined, joined_reasons
from audit.report.page import page
from audit.report.rows import named
from audit.report.summary import claim, summary
from audit.wording import without_common_zeros


def finding(identifier, title, statement="", reading="inconclusive", **more):
    return Finding(
        identifier, identifier.split(".")[0], title, statement, reading, "none", "low", "stereotyping", **more
    )


def test_claims_that_differ_in_the_attribute_alone_are_one_line(example):
    found = [
        finding("markers.age", "Age: themes in the same post could not be settled"),
        finding("markers.race_ethnicity", "Race and ethnicity: other themes in the same post could not be settled"),
        finding("markers.gender", "Gender: themes in the same post could not be settled"),
        finding("labels.class.mention.age", "Rates of class by age of the people mentioned could not be settled"),
        finding("labels.class.author.age", "Rates of class by age of the author could not be settled"),
        finding(
            "labels.other.mention.gender", "Other rates of class by gender of the people mentioned could not be settled"
        ),
        finding("language.share", "The languages could not be settled"),
    ]
    lines = joined(found, example)
    assert [(each.title, each.n) for each in lines] == [
        ("Age, race and ethnicity, and gender: themes in the same post could not be settled", 3),
        ("Rates of class by age and gender of the people mentioned could not be settled", 2),
        ("Rates of class by age of the author could not be settled", 1),
        ("The languages could not be settled", 1),
    ]
    assert [each.address for each in lines[:2]] == ["#section-markers", "#section-labels"]
    assert lines[2].address == "#labels.class.author.age"
    assert sum(each.n for each in lines) == len(found)


def test_what_comparisons_came_to_is_added_where_claims_are_joined(example):
    title = "Rates of class by {} of the people mentioned, {}"
    found = [
        finding("labels.class.mention.age", title.format("age", "1,060 comparisons: 1,040 open, 20 not assessed")),
        finding("labels.class.mention.gender", title.format("gender", "8 comparisons: 5 open, 3 not assessed")),
        finding("labels.class.mention.religion", title.format("religion", "8 comparisons: 5 within 5 points, 3 open")),
        finding("labels.class.author.age", "Rates of class by age of the author, 4 groups: 2 open, 2 not assessed"),
    ]
    lines = joined(found, example)
    assert [(each.title, each.n) for each in lines] == [
        (
            "Rates of class by age, gender, and religion of the people mentioned, 1,076 comparisons:"
            " 1,048 open, 23 not assessed, 5 within 5 points",
            3,
        ),
        ("Rates of class by age of the author, 4 groups: 2 open, 2 not assessed", 1),
    ]


def test_a_line_names_three_attributes_and_counts_the_others(example):
    axes = {"age": "Age", "gender": "Gender", "religion": "Religion", "disability": "Disability", "region": "Region"}
    plan = {"groups": {"region": {"column": "region"}}}
    found = [finding(f"mentions.{name}", f"{title}: mentions are counted") for name, title in axes.items()]
    [line] = joined(found, replace(example, audit={**example.audit, "plan": plan}))
    assert (line.title, line.n) == ("Age, gender, religion, and 2 more: mentions are counted", 5)
    region = finding("representation.region", "Region of authors is counted and not judged")
    [line] = joined([region, replace(region, id="representation.age", title="Age of authors is counted and not judged")],
                    replace(example, audit={**example.audit, "plan": plan}))  # fmt: skip
    assert line.title == "Region and age of authors are counted and not judged"


def test_counts_of_one_cause_are_added_and_others_are_left_as_they_are(example):
    few = "Of {n} comparisons of a group and a theme, {n} stood on too few posts or authors to be judged."
    found = [
        finding("markers.age", "Age: themes could not be judged", few.format(n="1,060")),
        finding("markers.gender", "Gender: themes could not be judged", few.format(n=40)),
        finding("labels.a.age", "Rates of a by age could not be judged", "Of 7 comparisons, 3 stood on too few."),
        finding("labels.a.gender", "Rates of a by gender could not be judged", "Of 9 comparisons, 3 stood on too few."),
        finding("labels.b.age", "Rates of b by age could not be judged", "12% of posts have none."),
        finding("labels.b.gender", "Rates of b by gender could not be judged", "17% of posts have none."),
    ]
    said = joined_reasons(found, example)
    assert said[0] == ("Age and gender: themes could not be judged", few.format(n="1,100"))
    assert [why for _what, why in said[1:]] == [each.statement for each in found[2:]]


def test_whom_it_concerns_follows_from_what_is_shown(example, nothing_found):
    found = summary(example).concerns
    assert [each.harm for each in found] == ["Erasure", "Stereotyping", "Validity"]
    assert [each.groups for each in found] == ["Named: women.", "Named: women.", ""]
    assert all(re.match(r"(Publishers|Analysts|Engineers|Auditors): ", each.act) for each in found)
    assert summary(nothing_found).concerns == ()
    given = replace(example.finding("representation.gender.women"), harm="allocation")
    assert [each.groups for each in summary(replace(example, findings=(given,))).concerns] == ["With more: women."]
    german = summary(example, None, catalogue("de")).concerns
    assert [each.harm for each in german] == ["Auslassung", "Stereotype", "Gültigkeit"]
    assert [each.groups for each in german] == ["Genannt: women.", "Genannt: women.", ""]


def test_many_groups_are_named_up_to_five(example):
    [head] = [each for each in example.estimates if each.id == "representation.gender.women.difference"]
    names = [f"group {number}" for number in range(8)]
    more = tuple(replace(head, id=f"representation.gender.{each}.gap", group={"gender": each}) for each in names)
    first = example.finding("representation.gender.women")
    claims = tuple(
        replace(first, id=f"representation.{number:02}", headline=each.id) for number, each in enumerate(more)
    )
    [concern] = summary(replace(example, estimates=more, findings=claims)).concerns
    assert concern.groups == "Named: group 0, group 1, group 2, group 3, group 4 and 3 more."


def test_languages_are_named_the_largest_first(example):
    assert summary(example).languages == "English 70%, Welsh 30%"
    many = {"en": 25_000, "cy": 3_000, "ru": 500, "de": 200, "xx": 8}
    told = summary(replace(example, dataset={**example.dataset, "languages": many})).languages
    assert told == "English 87%, Welsh 10%, Russian 1.7%, others 0.72%"
    assert summary(replace(example, dataset={**example.dataset, "languages": {}})).languages == ""


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (("−0.410", "−0.420 to −0.400"), ("−0.41", "−0.42 to −0.40")),
        (("3.0×", "2.0 to 4.0"), ("3×", "2 to 4")),
        (("3.0×", "2.0 to 4.1"), ("3.0×", "2.0 to 4.1")),
        (("10%", "9.0% to 11.0%"), ("10%", "9.0% to 11.0%")),
        (("67 per 1,000", "60 to 80"), ("67 per 1,000", "60 to 80")),
        (("not measured", ""), ("not measured", "")),
    ],
)
def test_a_last_decimal_that_is_nought_everywhere_is_left_out(given, wanted):
    assert without_common_zeros(*given) == wanted


def test_a_claim_has_no_digit_too_many(example):
    one = replace(example.estimates[0], id="x.y", value=-0.41004, low=-0.42002, high=-0.40001, unit="score")
    made = Findings(example.audit, example.dataset, (one,), (finding("x.y", "t", reading="shown", headline="x.y"),))
    told = claim(made.findings[0], made)
    assert (told.figure, told.interval) == ("−0.41", "95% −0.42 to −0.40")


def test_a_coded_label_is_read_with_its_column():
    group = {"label": "class", "race_ethnicity": "black_people", "value": "2"}
    one = Estimate("labels.x", "labels", "rate", group, 0.1, None, None, "share", 10, 10)
    assert named(one) == "“2” (class), Black people"
    assert named(replace(one, group={"marker": "us_them", "religion": "muslims"})) == "Muslims, us and them"


def test_a_figure_without_an_interval_says_so(example):
    from audit.report.charts.pictures import cell

    counted = replace(example.estimates[0], low=None, high=None)
    assert (cell(counted).figure, cell(counted).interval) == ("35%", "no interval")
    assert cell(example.estimates[0]).interval == "31% to 39%"
    assert cell(replace(counted, value=None, status="suppressed")).interval == ""


def test_rows_without_a_figure_are_counted_by_their_reason(example):
    [hidden] = [each for each in example.estimates if each.status == "suppressed"]
    many = tuple(replace(hidden, id=f"markers.m.{number}", group={"gender": f"g{number}"}) for number in range(5))
    kept = example.estimates[0]
    alone = finding("markers.m", "t", estimates=(kept.id, *(each.id for each in many)))
    made = replace(example, estimates=(*example.estimates, *many), findings=(alone,), blocks=())
    [part] = page(made, {}).chapters[0].parts
    assert [each.identifier for each in part.picture.table] == [kept.id]
    assert part.picture.without == (
        "5 rows without a figure are in findings.csv. In the place of one they have: hidden: fewer than 10 authors (5)."
    )


def test_two_hundred_findings_and_none_are_both_a_page(example, empty):
    first = example.finding("representation.gender.women")
    readings = ("shown", "inconclusive", "shown_small", "not_assessed")
    many = tuple(
        replace(
            first,
            id=f"{metric}.{number:03}",
            metric=metric,
            title=f"Claim {number}",
            reading=readings[number % 4],
            block="",
        )
        for metric in ("representation", "markers")
        for number in range(100)
    )
    html = render(replace(example, findings=many), {})
    one = html.partition('<section class="summary"')[2].partition("<nav")[0]
    assert one.count("<li") < 50
    assert "and 39 more, in the sections below" in one
    assert len(html.encode()) < 1_000_000
    none = Tree(render(empty, {}))
    assert "Nothing was shown beyond the tolerances set." in " ".join(" ".join(none.text).split())
    assert "Whom it may concern" not in " ".join(none.text)
