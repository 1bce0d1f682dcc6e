"""What a learner is said to do to a gap: turned round is one that is shown to be the other way, not one that is gone."""

from __future__ import annotations

import pytest

from audit.finding import Estimate
from audit.metrics.amplification.estimates import Compared
from audit.metrics.contrast import Contrast


def estimate(name: str, value: float, low: float, high: float) -> Estimate:
    return Estimate(f"amplification.x.{name}", "amplification", name, {}, value, low, high, "points", 100, 50)


@pytest.mark.parametrize(
    ("labels", "predicted", "said"),
    [
        ((0.2, 0.1, 0.3), (0.4, 0.3, 0.5), "widens"),
        ((0.2, 0.1, 0.3), (0.1, 0.05, 0.15), "narrows"),
        ((0.2, 0.1, 0.3), (-0.002, -0.03, 0.03), "narrows"),
        ((0.2, 0.1, 0.3), (-0.2, -0.3, -0.1), "turns"),
        ((-0.2, -0.3, -0.1), (0.2, 0.1, 0.3), "turns"),
        ((0.02, -0.1, 0.1), (0.4, 0.3, 0.5), "makes"),
    ],
)
def test_direction(labels, predicted, said):
    change = estimate("amplification", predicted[0] - labels[0], -1, 1)
    of = Compared(
        None, estimate("label_gap", *labels), Contrast(change, 0.05), (), (estimate("predicted_gap", *predicted),)
    )
    assert of.direction == said
