"""A learner under a constraint: alike on groups it was taught, as fairlearn measures it."""

from __future__ import annotations

import numpy as np
import pytest
from fairlearn.metrics import demographic_parity_difference
from scipy import sparse

from audit.probe import fit_predict, logistic
from audit.probe.constrained import constrained


def drawn(seed: int = 1, n: int = 600):
    """A word for each group, one for and one against the label, and noise."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 2, n)
    signal = rng.random(n) < 0.4
    labels = rng.random(n) < 0.1 + 0.2 * signal + 0.6 * group
    counts = np.column_stack([group, 1 - group, signal, ~signal, rng.integers(0, 2, (n, 5))]).astype(float)
    return sparse.csr_matrix(counts), labels, group


@pytest.mark.parametrize("constraint", ["demographic_parity", "equalized_odds"])
def test_predictions_are_more_alike_than_without_and_the_same_each_time(constraint):
    counts, labels, group = drawn()
    clusters = np.arange(len(labels))
    plain = fit_predict(counts, labels, clusters, learner=logistic).chosen
    made = fit_predict(counts, labels, clusters, learner=constrained(constraint), groups=group)
    again = fit_predict(counts, labels, clusters, learner=constrained(constraint), groups=group)
    assert (made.scores == again.scores).all()
    before, after = (
        demographic_parity_difference(labels, each, sensitive_features=group) for each in (plain, made.chosen)
    )
    assert before > 0.3
    assert after < before / 2
    assert (made.scores >= 0).all()
    assert (made.scores <= 1).all()
