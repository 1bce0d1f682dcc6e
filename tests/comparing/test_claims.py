"""What became of a claim: it appeared, went, stayed or turned, and whether its figure shows it."""

from __future__ import annotations

import pytest

from audit.comparing import compare
from audit.report.catalogue import catalogue
from audit.report.comparison.words import claim_words

OTHER = "b" * 32
NAME, HEAD = "labels.toxic.yes.author.gender.women", "labels.toxic.yes.author.gender.women.difference"


@pytest.fixture
def became(findings, finding, estimate):
    """What became of one claim whose figure has these limits on the two sides; None for a side that does not show it."""

    def made(old, new, before="shown", after="shown", **more):
        sides = []
        for limits, reading, mark, voices in ((old, before, "a" * 32, 1200), (new, after, OTHER, 1500)):
            figures = [estimate(HEAD, *limits, unit="points", n_authors=voices)] if limits else []
            claims = [finding(NAME, HEAD, reading)] if reading else []
            metrics = more.get("metrics") if mark == OTHER else None
            sides.append(findings(*figures, findings=claims, fingerprint=mark, metrics=metrics or ["labels"]))
        comparison = compare(*sides)
        [claim] = comparison.claims
        return claim, str(claim_words(claim, comparison, catalogue()))

    return made


FAR, NEAR, NONE = (0.2, 0.15, 0.25), (0.06, 0.0, 0.12), (0.0, -0.02, 0.02)


def test_a_claim_that_both_show_stays(became):
    claim, words = became(FAR, FAR)
    assert (claim.fate, claim.moved) == ("stayed", "inconclusive")
    assert words.startswith("Shown by both.")


def test_a_claim_whose_gap_is_the_other_way_round_has_turned(became):
    claim, words = became(FAR, (-0.2, -0.25, -0.15))
    assert (claim.fate, claim.moved) == ("turned", "shown")
    assert "opposite directions" in words


def test_a_claim_that_went_with_its_figure(became):
    claim, words = became(FAR, NONE, after="shown_small")
    assert (claim.fate, claim.moved, claim.reason) == ("went", "shown", "")
    assert words == (
        "Shown by the earlier audit, and not by the later audit, where it is shown to be small."
        " Its figure is shown to have moved."
    )


def test_two_readings_may_differ_where_the_figures_do_not(became):
    """Gelman and Stern (2006): shown on one side and not on the other is no evidence of a change."""
    claim, words = became((0.09, 0.055, 0.125), NEAR, after="inconclusive")
    assert (claim.fate, claim.moved) == ("went", "inconclusive")
    assert "could not be settled" in words


def test_a_claim_may_appear_without_a_finding_of_its_name_before(became):
    claim, _ = became(NONE, FAR, before=None)
    assert (claim.fate, claim.before, claim.moved, claim.reason) == ("appeared", None, "shown", "")


@pytest.mark.parametrize(
    ("metrics", "reason"),
    [(None, "later side: not measured there"), (["mentions"], "later side: not measured: labels was not asked for")],
)
def test_what_could_not_be_checked_has_not_gone(became, metrics, reason):
    claim, words = became(FAR, None, after=None, metrics=metrics)
    assert (claim.fate, claim.reason) == ("went", reason)
    assert words.endswith(f"{reason[0].upper()}{reason[1:]}.")


def test_a_claim_read_with_another_tolerance_says_so(findings, finding, estimate):
    old = findings(estimate(HEAD, *FAR, unit="points"), findings=[finding(NAME, HEAD)])
    new = findings(
        estimate(HEAD, *FAR, unit="points", n_authors=1500),
        findings=[finding(NAME, HEAD, "shown_small")],
        fingerprint=OTHER,
        plan={"tolerances": {"label_gap": 0.3}},
    )
    [claim] = compare(old, new).claims
    assert (claim.fate, claim.reason) == (
        "went",
        "measured or read with another ruler: plan: tolerances.label_gap",
    )
