"""fairlearn: label rates by group with bootstrapped intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .peer import Facts, Peer, Post, Work

#: Limits of a nominal 95 % interval, and draws: its time grows with them, ours does not depend on any.
QUANTILES, DRAWS = (0.025, 0.975), 20


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Rates, and how much wider an interval is that allows for authors."""
    gap = max(abs(theirs[group][0] - ours[group][0]) for group in ("women", "men"))
    wide = [(ours[group][2] - ours[group][1]) / (theirs[group][2] - theirs[group][1]) for group in ("women", "men")]
    return f"rates: largest difference {gap:.0e}; our intervals, by author, are {min(wide):.1f} to {max(wide):.1f} times as wide"


PEER = Peer(
    name="fairlearn",
    package="fairlearn",
    job="label rates by group",
    ours="label_rates",
    posts=100_000,
    installs=(("fairlearn", "pandas"),),
    compare=compare,
    how=f"`MetricFrame`, {DRAWS} draws",
)


def frame(label: Any, group: Any, **options: Any) -> Any:
    """Its frame of selection rates: of labels 0 or 1, by group."""
    from fairlearn.metrics import MetricFrame, count, selection_rate

    return MetricFrame(
        metrics={"selection_rate": selection_rate, "count": count},
        y_true=label,
        y_pred=label,
        sensitive_features=group,
        **options,
    )


def start() -> Work:
    """Rates with intervals, differences and ratios."""
    import numpy as np

    def act(posts: list[Post]) -> Facts:
        label = np.array([int(post["label"] == "yes") for post in posts])
        group = np.array([post["gender"] or "not stated" for post in posts])
        made = frame(label, group, n_boot=DRAWS, ci_quantiles=list(QUANTILES), random_state=1)
        _ = made.difference_ci(), made.ratio_ci()
        rates = made.by_group["selection_rate"]
        limits = [side["selection_rate"] for side in made.by_group_ci]
        names = {"women": "woman", "men": "man"}
        return {name: [float(rates[own]), *(float(side[own]) for side in limits)] for name, own in names.items()}

    return Work(act)
