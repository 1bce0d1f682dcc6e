"""Findings made by hand, as a real audit would have them: several metrics, hidden cells, nothing found, hostile names."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audit.finding import Block, Chart, Estimate, Finding, Findings, NotMeasured, Reference, ranked

sys.path.insert(0, str(Path(__file__).parent))  # helpers stand beside the tests: report_tree

CARD = {
    "definition": "The share of posts by authors of a group.\n\nThe gap is that share less the reference.",
    "inputs": "An attribute that authors state.",
    "reading": "A gap of −16 points means that 16 posts in every 100 would have to come from others.",
    "not_evidence_of": "Why a group is absent.",
    "references": "Mislove et al. (2011), ICWSM. https://doi.org/10.1609/icwsm.v5i1.14168",
}

HIDDEN = {"n_posts": None, "n_authors": None, "n_effective": None, "status": "suppressed"}
NOT_MEASURED = (
    ("agreement", "The labels carry no annotator ids."),
    ("representation", "Disability and ethnicity: no field in the data states them, and none is inferred."),
)


def share(identifier, group, value, low, high, reference=None, **more):
    return Estimate(
        id=identifier,
        metric=identifier.split(".")[0],
        measure=identifier.rsplit(".", 1)[1],
        group=group,
        value=value,
        low=low,
        high=high,
        unit=more.pop("unit", "share"),
        n_posts=more.pop("n_posts", 20_669),
        n_authors=more.pop("n_authors", 8_640),
        n_effective=more.pop("n_effective", 4_321.5),
        reference=reference,
        **more,
    )


def make_example(women="women", men="men", name="northtown-posts 2.1", theme="appearance"):
    census = Reference(0.51, "Statistics Northtown, 2025, adults")
    estimates = [
        share("representation.gender.women.share_of_posts", {"gender": women}, 0.351, 0.312, 0.391, census),
        share(
            "representation.gender.men.share_of_posts", {"gender": men}, 0.63, 0.59, 0.67, replace(census, value=0.487)
        ),
        share(
            "representation.gender.nonbinary.share_of_posts",
            {"gender": "nonbinary"},
            0.019,
            0.008,
            0.029,
            replace(census, value=0.01),
        ),
        share(
            "representation.gender.agender.share_of_posts",
            {"gender": "agender"},
            None,
            None,
            None,
            replace(census, value=0.003),
            note="hidden: fewer than 10 authors",
            **HIDDEN,
        ),
        share(
            "representation.gender.women.difference",
            {"gender": women},
            -0.159,
            -0.198,
            -0.119,
            unit="points",
            p_value=0.0004,
            q_value=0.0012,
            family="representation.gender",
        ),
    ]
    ages = ("18-24", "25-34", "35-54", "55-74", "75+")
    estimates += [
        share(
            f"representation.age.{age}.share_of_posts",
            {"age": age},
            0.1 + 0.05 * i,
            0.07 + 0.05 * i,
            0.13 + 0.05 * i,
            replace(census, value=0.11 + 0.05 * i),
        )
        for i, age in enumerate(ages)
    ]
    themes = (theme, "family", "competence", "leadership", "emotion")
    for i, each in enumerate(themes):
        key = f"theme{i}"
        estimates += [
            share(
                f"markers.{key}.women.share",
                {"mention": women, "theme": each},
                0.14 - 0.02 * i,
                0.12 - 0.02 * i,
                0.16 - 0.02 * i,
            ),
            share(
                f"markers.{key}.men.share",
                {"mention": men, "theme": each},
                0.054 + 0.01 * i,
                0.045 + 0.01 * i,
                0.062 + 0.01 * i,
            ),
        ]
    estimates += [
        share(
            "markers.theme0.women.ratio",
            {"mention": women, "theme": theme},
            2.59,
            2.02,
            2.64,
            unit="ratio",
            p_value=0.01,
            q_value=0.02,
            family="markers",
        ),
        share(
            "concentration.posts.top_share",
            {},
            0.482,
            0.44,
            0.53,
            unit="share",
            note="share of posts of the top 1 % of authors",
        ),
        share(
            "concentration.posts.gini",
            {},
            0.81,
            0.79,
            0.83,
            Reference(0.52, "expected of a fair sample of 900 posts"),
            unit="index",
        ),
        share("coverage.lang.missing", {"field": "lang"}, 0.31, 0.3, 0.32),
        share("coverage.place.missing", {"field": "place"}, 0.97, 0.96, 0.98),
        share("coverage.likes.missing", {"field": "likes"}, 0.0, 0.0, 0.001),
    ]
    for label, group, rate, n in (("hate", women, 0.25, 400), ("hate", men, 0.1, 1000), ("spam", women, 0.02, 500)):
        estimates.append(
            share(
                f"labels.{label}.gender.{group}.label_rate",
                {"label": label, "gender": group},
                rate,
                rate - 0.02,
                rate + 0.02,
                n_posts=n,
            )
        )
    blocks = (
        Block(
            "representation.gender",
            "representation",
            "Gender of authors",
            "28% of authors state no gender; if every one of them were a woman the share would be 55%, and if none were, 25%.",
            Chart(
                "intervals",
                tuple(
                    (f"representation.gender.{each}.share_of_posts",)
                    for each in ("women", "men", "nonbinary", "agender")
                ),
                (women, men, "nonbinary", "agender"),
                "share of posts whose author states a gender",
                caption="Share of posts by stated gender, with 95% intervals clustered by author. Diamonds mark the census reference.",
            ),
            caveats=("Gender is what authors state in their profile. It is never inferred from names or photos.",),
        ),
        Block(
            "representation.age",
            "representation",
            "Age of authors",
            "",
            Chart(
                "intervals",
                tuple((f"representation.age.{age}.share_of_posts",) for age in ages),
                ages,
                "share of posts whose author states an age",
            ),
        ),
        Block(
            "markers.gender",
            "markers",
            "Themes in posts that mention women or men",
            "",
            Chart(
                "paired",
                tuple((f"markers.theme{i}.women.share", f"markers.theme{i}.men.share") for i in range(5)),
                themes,
                "share of posts using a marker of this theme",
                series=(f"posts mentioning {women}", f"posts mentioning {men}"),
                caption="Use of each marker theme in posts that mention women or men. Lexicon: demo-markers 1.0 (five themes, 214 terms, English).",
            ),
            caveats=(
                "A marker is a word match, not a judgement of intent. Quotation and irony count the same as endorsement.",
            ),
        ),
        Block(
            "concentration.posts",
            "concentration",
            "Posts per author",
            "",
            Chart(
                "lorenz",
                (("concentration.posts.gini",),),
                ("Gini index",),
                "share of authors, from the quietest",
                points=tuple((i / 500, (i / 500) ** 4) for i in range(501)),
            ),
        ),
        Block(
            "coverage.fields",
            "coverage",
            "Fields that are missing",
            "",
            Chart(
                "bars",
                (("coverage.lang.missing",), ("coverage.place.missing",), ("coverage.likes.missing",)),
                ("language", "place", "likes"),
                "share of posts without the field",
            ),
        ),
    )
    # fmt: off
    findings = (
        Finding(
            "representation.gender.women", "representation",
            f"Posts by {women} are fewer than their share of the population",
            f"Of posts with a stated author gender, 35% are by {women}; the census reference is 51%.", "shown", "high",
            "high", "erasure",
            ("representation.gender.women.difference", "representation.gender.women.share_of_posts"),
            "representation.gender.women.difference",
            caveats=("People who state a gender may differ from people who do not.",),
            actions=("Weight or resample towards the benchmark.",), block="representation.gender",
        ),
        Finding(
            "representation.age", "representation", "Age: the shares of posts match the benchmark",
            "All five age bands lie within 5 points of the census.", "shown_small", "none", "medium", "erasure",
            tuple(f"representation.age.{age}.share_of_posts" for age in ages), None, block="representation.age",
        ),
        Finding(
            "representation.gender.others", "representation",
            "Gender: the share of nonbinary authors could not be settled",
            "The interval reaches across the tolerance of 5 points.", "inconclusive", "none", "low", "erasure",
            ("representation.gender.nonbinary.share_of_posts",), None, block="representation.gender",
        ),
        Finding(
            "markers.gender.theme0", "markers", f"Words of {theme} cluster around {women}",
            f"14% of posts that mention {women} use a marker of {theme}, against 5.4% of posts that mention {men}.",
            "shown", "high", "medium", "stereotyping", ("markers.theme0.women.ratio",), "markers.theme0.women.ratio",
            block="markers.gender",
        ),
        Finding(
            "concentration.posts", "concentration", "One in a hundred authors writes half of the posts",
            "The top 1% of authors write 48% of posts.", "shown", "medium", "high", "validity",
            ("concentration.posts.top_share", "concentration.posts.gini"), "concentration.posts.top_share",
            block="concentration.posts",
        ),
        Finding(
            "coverage.place", "coverage", "Most posts state no place", "97% of posts have no place.", "shown", "low",
            "high", "validity", ("coverage.place.missing",), "coverage.place.missing", block="coverage.fields",
        ),
        Finding(
            "labels.hate.gender", "labels", "Labels could not be compared between dialects",
            "Too few posts have both.", "not_assessed", "none", "low", "quality_of_service", (),
        ),
    )
    # fmt: on
    return ranked(
        Findings(
            audit={
                "id": "7f3c9e1a0b2d",
                "tool": "postaudit",
                "version": "0.1.0",
                "plan": {
                    "tolerances": {"share_gap": 0.05, "rate_ratio": 1.25},
                    "floors": {"posts": 30, "authors": 10},
                    "groups": {"gender": {"column": "stated_gender"}},
                },
            },
            dataset={
                "name": name,
                "sources": [
                    {
                        "name": "posts-2024.jsonl.gz",
                        "loader": "generic",
                        "bytes": 12_345_678,
                        "sha256": "ab" * 32,
                        "records": 28_720,
                        "posts": 28_708,
                        "rejected": {"bad json": 2},
                        "skipped": {"duplicate id": 10},
                    }
                ],
                "posts": 28_708,
                "authors": 12_000,
                "first": "2024-01-01T00:00:00+00:00",
                "last": "2026-06-30T23:59:59+00:00",
                "languages": {"en": 20_000, "cy": 8_708},
            },
            estimates=tuple(estimates),
            findings=findings,
            blocks=blocks,
            not_measured=tuple(NotMeasured(*each) for each in NOT_MEASURED),
            methods=(
                {
                    "name": "representation",
                    "title": "Who is in the data",
                    "question": "Do the people who wrote these posts match the population the dataset stands for?",
                    **CARD,
                },
                {
                    "name": "markers",
                    "title": "What posts about groups talk of",
                    "question": "Which themes travel with which groups?",
                    **CARD,
                },
                {"name": "agreement", "title": "Do annotators agree", "question": "Do they?", **CARD},
            ),
            resources=(
                {
                    "name": "northtown-2025",
                    "version": "1",
                    "source": "Statistics Northtown",
                    "licence": "CC-BY-4.0",
                    "sha256": "cd" * 32,
                },
            ),
        )
    )


@pytest.fixture(scope="session")
def example():
    """The audit of a dataset that does not exist."""
    return make_example()


@pytest.fixture(scope="session")
def example_with():
    """The same audit with other names in it."""
    return make_example


@pytest.fixture(scope="session")
def nothing_found(example):
    """An audit that shows nothing."""
    kept = tuple(each for each in example.findings if each.reading != "shown")
    return replace(example, findings=kept)


@pytest.fixture(scope="session")
def empty():
    """An audit that says nothing at all."""
    return Findings(audit={"id": "000000000000"}, dataset={"name": "", "posts": 0, "authors": None, "sources": []})


SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[2] / "../shared/data")).resolve()
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><script>alert(1)</script>",
    "]]></svg><script>alert(1)</script>", "{{ 7 * 7 }}{% raw %}", "javascript:alert(1)",
    "https://example.org/?a=1&b=2", "$\\frac{x$", "$x^2$", "=1+1", "-2+3", "@someone", "| a | b |",
    "[a](https://example.org)", "# heading", "1. one", "مرحبا بالعالم", "a\u202eb\u2066c", "a\u200bb\ufeff",
    "a\x00b\x1b[31mc\x07", "a\ud800b", "👩\u200d🚀 e\u0301", "x" * 5000, "two\nlines\tand a tab",
    "&lt;b&gt; &amp; &#60;", "../../etc/passwd", "CON", "all",
)  # fmt: skip


@pytest.fixture(scope="session")
def hostile():
    """Strings that have broken pages, tables and terminals."""
    return HOSTILE


@pytest.fixture(scope="session")
def shared():
    """Folder of hostile strings from public collections; skips where it is not there."""
    folder = SHARED / "hostile"
    if not folder.is_dir():
        pytest.skip(f"no shared data at {SHARED}; set POSTAUDIT_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def public_hostile(shared):
    """Big list of naughty strings, DOMPurify's payloads, and published script injections."""
    found = json.loads((shared / "naughty-strings/blns.json").read_text(encoding="utf-8"))
    found += [each["payload"] for each in json.loads((shared / "html-injection/dompurify_payloads.json").read_text())]
    for path in sorted((shared / "html-injection").glob("pa*.txt")):
        found += path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [each for each in dict.fromkeys(found) if each.strip()]
