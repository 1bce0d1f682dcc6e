"""AIF360 (IBM): label rates by group. It gives no intervals, so posts are drawn anew around it, as fairlearn does by itself."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from .labels_fairlearn import DRAWS
from .peer import Facts, Peer, Post, Work


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Rates of the same posts, and what it takes without intervals."""
    gap = max(abs(theirs[group] - ours[group][0]) for group in ("women", "men"))
    return f"rates: largest difference {gap:.0e}; without draws, and so without intervals, {theirs['once']:.2f} s"


PEER = Peer(
    name="AIF360",
    package="aif360",
    job="label rates by group",
    ours="label_rates",
    posts=200_000,
    installs=(("aif360",),),
    compare=compare,
    how=f"`BinaryLabelDatasetMetric`, {DRAWS} draws around it",
)


def start() -> Work:
    """Its dataset and its metric, of posts whose author's gender is stated."""
    import pandas as pd
    from aif360.datasets import BinaryLabelDataset
    from aif360.metrics import BinaryLabelDatasetMetric

    def measured(table: Any) -> Any:
        data = BinaryLabelDataset(df=table, label_names=["label"], protected_attribute_names=["woman"])
        metric = BinaryLabelDatasetMetric(
            data, unprivileged_groups=[{"woman": 1.0}], privileged_groups=[{"woman": 0.0}]
        )
        _ = metric.mean_difference(), metric.disparate_impact()
        return metric

    def act(posts: list[Post]) -> Facts:
        stated = [post for post in posts if post["gender"]]
        table = pd.DataFrame(
            {
                "woman": [float(post["gender"] == "woman") for post in stated],
                "label": [float(post["label"] == "yes") for post in stated],
            }
        )
        before = time.process_time()
        metric = measured(table)
        once = time.process_time() - before
        for draw in range(DRAWS):
            measured(table.sample(frac=1.0, replace=True, random_state=draw))
        rates = {"women": float(metric.base_rate(privileged=False)), "men": float(metric.base_rate(privileged=True))}
        return rates | {"once": once}

    return Work(act)
