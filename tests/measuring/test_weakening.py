"""What is wrong with a collection stands beside the findings that it weakens."""

from __future__ import annotations

from audit.finding import Finding, Judgement, Weakens
from audit.measuring.weakening import weakened


def _finding(metric: str, *caveats: str) -> Finding:
    return Finding(f"{metric}.one", metric, "Title", "Statement.", "shown", "low", "low", "validity", caveats=caveats)


def test_a_caveat_reaches_findings_of_the_metrics_it_names_once_and_no_others() -> None:
    faulty = Judgement(
        findings=(_finding("sampling"),),
        weakens=(Weakens(("mentions", "sampling"), "By keyword."), Weakens(("mentions",), "By keyword.")),
    )
    named, other = Judgement(findings=(_finding("mentions", "Own."),)), Judgement(findings=(_finding("labels"),))
    made = weakened([named, faulty, other])
    assert [each.findings[0].caveats for each in made] == [("Own.", "By keyword."), (), ()]
    assert weakened([named, other]) == [named, other]


def test_a_sum_of_judgements_keeps_what_each_weakens() -> None:
    one, two = Weakens(("labels",), "One."), Weakens(("mentions",), "Two.")
    assert Judgement.sum([Judgement(weakens=(one,)), Judgement(weakens=(two,))]).weakens == (one, two)
