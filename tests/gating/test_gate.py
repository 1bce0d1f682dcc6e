"""The gate: what trips it, what is accepted, what is gone, and how often noise trips it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from audit.cli import gate_options
from audit.comparing import Together, compare
from audit.errors import PlanError
from audit.finding import Estimate, Finding, Findings
from audit.gating import CHANGES, GRADES, gate
from audit.plan import Plan
from audit.provenance import audit_id, plan_as_printed
from audit.statistics import pairs_of, share

GROUPS = tuple(f"g{number}" for number in range(12))


def make_finding(identifier, severity="high", reading="shown", headline=None):
    return Finding(identifier, identifier.split(".")[0], f"Claim {identifier}", "So it is.", reading, severity, "high",
                   "erasure", (headline,) if headline else (), headline)  # fmt: skip


def make_findings(*found, estimates=(), name="a", plan=None):
    printed = plan_as_printed(Plan.make(plan or {}))
    audit = {"id": name * 12, "tool": "postaudit", "version": "0.1.0", "plan": printed}
    dataset = {"name": name, "fingerprint": name * 32, "posts": 4000, "authors": 1200}
    methods = tuple({"name": each, "title": each} for each in ("representation", "markers"))
    return Findings(audit, dataset, tuple(estimates), tuple(found), methods=methods)


def accepting(**accepted):
    return {"gate": {"accept": {name.replace("_", "."): reason for name, reason in accepted.items()}}}


def test_each_grade_trips_for_itself_and_the_graver():
    findings = make_findings(*(make_finding(f"markers.{each}", each) for each in (*GRADES, "none")))
    for number, grade in enumerate(GRADES, 1):
        verdict = gate(findings, fail_on=[grade])
        assert [each.id for each in verdict.tripped] == [f"markers.{each}" for each in GRADES[:number]]
        assert verdict.code == 1
    assert gate(findings).code == 0
    unsettled = make_findings(make_finding("markers.a", reading="inconclusive"))
    assert gate(unsettled, fail_on=["low"]).code == 0


def test_the_command_line_knows_the_same_gates():
    assert (gate_options.GRADES, gate_options.CHANGES) == (GRADES, CHANGES)


def test_what_the_plan_accepts_passes_and_is_told():
    found = make_finding("markers.a"), make_finding("markers.b", "low")
    verdict = gate(
        make_findings(*found, plan=accepting(markers_a="known", markers_c="was there once")), fail_on=["low"]
    )
    assert [(each.id, each.gate) for each in verdict.tripped] == [("markers.b", "low")]
    kept, gone = verdict.accepted
    assert (kept.id, kept.reason, kept.kept, kept.gone) == ("markers.a", "known", ("high",), False)
    assert (gone.id, gone.kept, gone.gone) == ("markers.c", (), True)
    settled = make_findings(replace(found[0], reading="shown_small"), plan=accepting(markers_a="known"))
    assert gate(settled, fail_on=["low"]).accepted[0].gone


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["representation.gender.women"], "each id needs a reason"),
        ({"markers.a": ""}, "'markers.a' is accepted without a reason"),
        ({"markers.a": "  "}, "accepted without a reason"),
        ({"markers": {"a": 3}}, "'markers.a' is accepted without a reason"),
    ],
)
def test_nothing_is_accepted_without_a_reason(given, said):
    with pytest.raises(PlanError, match=said):
        Plan.make({"gate": {"accept": given}})


def test_dotted_ids_need_no_quotes(tmp_path):
    plan = tmp_path / "audit.toml"
    plan.write_text('[gate.accept]\nrepresentation.gender.women = "one"\n"markers.gender.men.threat" = "two"\n')
    assert Plan.from_toml(plan).gate.accept == {
        "representation.gender.women": "one",
        "markers.gender.men.threat": "two",
    }


def test_what_is_accepted_is_printed_with_the_plan_and_changes_no_id():
    plain, accepts = Plan(), Plan.make(accepting(markers_a="known"))
    assert "gate" not in plan_as_printed(plain)
    assert plan_as_printed(accepts)["gate"] == {"accept": {"markers.a": "known"}}
    assert audit_id("f" * 32, plain, []) == audit_id("f" * 32, accepts, [])


def test_acceptance_is_no_ruler():
    before = make_findings(make_finding("markers.a"))
    after = make_findings(make_finding("markers.a"), name="b", plan=accepting(markers_a="known"))
    comparison = compare(before, after)
    assert comparison.same_ruler
    assert comparison.accepted == (("markers.a", "known"),)


def test_what_changed_needs_something_to_have_changed_from():
    with pytest.raises(ValueError, match="earlier audit"):
        gate(make_findings(), fail_on=["moved"])


def test_what_could_not_be_judged_outranks_what_tripped():
    before = make_findings(make_finding("markers.a"))
    before = replace(before, audit={**before.audit, "version": "0.0.1"})
    after = make_findings(make_finding("markers.a"), name="b")
    verdict = gate(after, compare(before, after), ["high", "moved"])
    assert verdict.tripped
    assert "different rulers: version" in verdict.unjudged
    assert verdict.code == 2
    # Where only the audit itself is judged, the other's ruler is no matter.
    assert gate(after, compare(before, after), ["high"]).code == 1


def test_an_accepted_change_passes_until_it_is_gone():
    name = "representation.gender.women.share_of_posts"

    def side(value, **more):
        figure = Estimate(name, "representation", "share_of_posts", {}, value, value - 0.02, value + 0.02, "share", 4000,
                          int(value * 4000), 900.0, degrees_of_freedom=90.0)  # fmt: skip
        return make_findings(estimates=[figure], **more)

    accepted = {"gate": {"accept": {name: "a wave of new members"}}}
    moved = side(0.5, name="b", plan=accepted)
    verdict = gate(moved, compare(side(0.3), moved), ["moved"])
    assert (verdict.code, verdict.accepted[0].kept) == (0, ("moved",))
    assert gate(side(0.5, name="b"), compare(side(0.3), moved), ["moved"]).code == 1
    still = side(0.31, name="b", plan=accepted)
    assert gate(still, compare(side(0.3), still), ["moved"]).accepted[0].gone
    # Without an earlier audit nobody knows whether it moved.
    assert not gate(moved).accepted[0].gone


class Authors:
    """Authors of twelve groups who post twice; a share of their posts carries a label."""

    def __init__(self, seed: int, authors: int = 1500) -> None:
        self.random = np.random.default_rng(seed)
        self.group = self.random.integers(0, len(GROUPS), authors)
        self.bucket = self.random.integers(0, 128, authors)
        self.luck = self.random.random(authors)
        self.size = np.minimum(self.random.zipf(2.5, authors), 60)

    def measured(self, skew: float = 0.0) -> tuple[list[Estimate], dict[str, np.ndarray]]:
        """Rates of each group, ``skew`` more of the first; and what they are without each of 32 groups of buckets."""
        base = np.full(len(GROUPS), 0.25)
        base[0] += skew
        rate = stats.beta.ppf(self.luck, base[self.group] * 4, (1 - base[self.group]) * 4)
        hits = self.random.binomial(self.size, rate)
        made, left = [], {}
        for number, group in enumerate(GROUPS):
            mine = self.group == number
            x, n = (np.bincount(self.bucket[mine], each[mine], 128).astype(int) for each in (hits, self.size))
            found, name = share(x, n), f"representation.place.{group}.share_of_posts"
            # Numbers of authors as far apart as those of two datasets: close ones are rounded, which is not at issue here.
            voices = 5000 + int(self.random.integers(0, 4000))
            made.append(Estimate(name, "representation", "share_of_posts", {"place": group}, found.value, found.low,
                                 found.high, "share", int(n.sum()), voices, found.n_effective,
                                 degrees_of_freedom=found.degrees_of_freedom))  # fmt: skip
            xs, ns = (each.reshape(4, 32).sum(0) for each in (x, n))
            left[name] = (xs.sum() - xs) / (ns.sum() - ns)
        return made, left


def tripped(seed: int, *, skew: float = 0.0, paired: bool = True, same: bool = True, tolerance: float = 0.0) -> bool:
    plan = {"tolerances": {"share_gap": tolerance}}
    authors = Authors(seed)
    (old, left), (new, right) = authors.measured(), (authors if same else Authors(seed + 5000)).measured(skew)
    before, after = make_findings(estimates=old, plan=plan), make_findings(estimates=new, name="b", plan=plan)
    pairs = {name: found for name in left if (found := pairs_of(left[name], right[name]))}
    verdict = gate(after, compare(before, after, Together(pairs) if paired else Together()), ["moved"])
    return verdict.code == 1


@pytest.mark.calibration
@pytest.mark.parametrize(("paired", "same"), [(True, True), (True, False), (False, False)])
def test_noise_trips_the_gate_as_rarely_as_it_says(paired, same):
    """Twelve groups, 200 pairs of datasets, no tolerance: Benjamini-Hochberg holds any false alarm at 5 %.

    Three standard errors of 200 throws at 5 % are 4.6 points.
    """
    alarms = sum(tripped(seed, paired=paired, same=same) for seed in range(200))
    assert alarms / 200 < 0.097


@pytest.mark.calibration
def test_the_tolerance_silences_noise():
    assert not any(tripped(seed, tolerance=0.05) for seed in range(60))


@pytest.mark.calibration
def test_a_planted_skew_trips_it():
    """A quarter more of one group of twelve, with a tolerance of five points; pairs see what is else missed."""
    seen, alone = (
        sum(tripped(seed, skew=0.25, tolerance=0.05, paired=paired) for seed in range(40)) for paired in (True, False)
    )
    assert seen >= 30
    assert alone <= seen - 8
