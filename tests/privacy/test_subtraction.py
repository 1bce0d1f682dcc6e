"""Nothing that a report hides is a sum or difference of what it prints: all usual metrics together, on many planted datasets."""

from __future__ import annotations

import attacking
import numpy as np
import pytest

import audit

PER_TEST = 6
ASKED = {"groups": {"gender": "gender", "region": "region"}, "labels": ["label"], "workers": 1}


def audited(seed, gone=1):
    rows = attacking.dataset(seed, gone=gone)
    return rows, audit.run(attacking.as_posts(rows), **ASKED)


@pytest.mark.parametrize("first", range(0, 54, PER_TEST))
def test_what_is_hidden_does_not_follow_from_what_is_printed(first):
    known = hidden = 0
    for seed in range(first, first + PER_TEST):
        rows, findings = audited(seed)
        for equations, truth, targets in (
            (list(attacking.equations(findings)), attacking.truth(rows), list(attacking.targets(rows))),
            (list(attacking.of_authors(findings)), *attacking.few_authors(rows)),
        ):
            wrong = [each for each in equations if abs((truth * each.posts).sum() - each.number) > 1e-6]
            assert not wrong, f"seed {seed}: figures are read wrongly, so the attack would be weaker than it seems"
            assert not attacking.found_out(equations, targets), f"seed {seed}"
            known, hidden = known + len(equations), hidden + len(targets)
    assert known > 50 * PER_TEST
    assert hidden > 30 * PER_TEST


def test_whose_posts_are_gone_tells_of_nobody_who_is_hidden():
    """Where many posts are gone, groups are told by status too; each axis has its own whole."""
    told = hidden = 0
    for seed in range(100, 100 + 2 * PER_TEST):
        rows, findings = audited(seed, gone=8)
        equations, targets = list(attacking.equations(findings)), list(attacking.targets(rows))
        truth = attacking.truth(rows)
        wrong = [each for each in equations if abs((truth * each.posts).sum() - each.number) > 1e-6]
        assert not wrong, f"seed {seed}: figures are read wrongly, so the attack would be weaker than it seems"
        assert not attacking.found_out(equations, targets), f"seed {seed}"
        told += sum(each.of.startswith("attrition") for each in equations)
        hidden += len(targets)
    assert told > 10 * PER_TEST
    assert hidden > 60 * PER_TEST


def test_an_attack_that_can_succeed_does():
    """One figure more, of everybody but the few, and they are found out."""
    rows, findings = audited(3)
    equations, targets = list(attacking.equations(findings)), list(attacking.targets(rows))
    name, few = targets[0]
    truth = attacking.truth(rows)
    more = attacking.Equation("leak", ~few, truth[~few].sum())
    assert name in attacking.found_out([*equations, more], targets)
    # And so it is where no figure is the leak but two of them together.
    half = few & (np.arange(len(few)) % 2 == 0)
    two = [attacking.Equation("leak", each, truth[each].sum()) for each in (~few | half, half)]
    assert not attacking.found_out([*equations, two[0]], targets[:1])
    assert attacking.found_out([*equations, *two], targets[:1])


def test_exact_gaps_would_tell_of_a_rare_label(monkeypatch):
    """Of posts that mention women the rates are printed; with the gaps, those of all others, and of a third label the rest."""
    from audit.metrics.labels import judgement as label_judgement

    rows, findings = audited(20)
    targets = list(attacking.targets(rows))
    assert "label=maybe" in [name for name, _ in targets]
    assert not attacking.found_out(list(attacking.equations(findings)), targets)
    monkeypatch.setattr(label_judgement, "blurred", lambda estimate: estimate)
    _, exact = audited(20)
    assert "label=maybe" in attacking.found_out(list(attacking.equations(exact)), targets)
