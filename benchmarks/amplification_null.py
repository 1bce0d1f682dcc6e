"""How often intervals of amplification cover nothing where there is nothing: labels permuted among each author's posts.

    python benchmarks/amplification_null.py [--datasets 200] [--settings small medium rare] [--write]

Posts of twelve words by authors of unequal activity, who differ in their words and in how often they get the label. Labels
are permuted among the posts of each author, so no word and no group tells of them, and what is predicted can have no gap
that labels lack but by chance. Groups: one that one post in five names, and half the authors. ``--write`` puts the figures
where docs/amplification.md has them. 200 datasets take about ten minutes.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from audit.metrics.amplification.figures import stacked
from audit.metrics.amplification.learned import change_of_gap, learn, voices_of, words_of
from audit.metrics.amplification.tasks import Comparison, Task
from audit.probe import Texts, author_clusters, logistic, naive_bayes
from audit.statistics.training_error import gap_change

PAGE = Path(__file__).parents[1] / "docs" / "amplification-null.csv"
LEVEL = 0.95
WORDS = np.random.default_rng(7).integers(0, 2**63, 2000).astype(np.uint64)
#: Posts, authors and the label's rate.
SETTINGS = {"small": (400, 80, 0.3), "medium": (1000, 150, 0.25), "rare": (1000, 150, 0.1)}


def dataset(seed: int, posts: int, authors: int, rate: float) -> tuple[Task, list[tuple[str, Comparison]]]:
    """One dataset with nothing to be learned, and its two comparisons."""
    random = np.random.default_rng(seed)
    activity = random.pareto(2.5, authors) + 0.3
    author = random.choice(authors, posts, p=activity / activity.sum())
    key = random.integers(0, 2**63, authors).astype(np.uint64)
    lengths = random.integers(7, 20, posts)
    starts = np.r_[0, np.cumsum(lengths)]
    word = np.minimum(random.zipf(1.4, starts[-1]) - 1, 1989)
    own = random.random(len(word)) < 0.15
    topic = random.integers(0, 20, authors)[author[np.repeat(np.arange(posts), lengths)]]
    word[own] = topic[own] * 10 + random.integers(0, 10, int(own.sum()))
    named = random.random(posts) < 0.2
    word[starts[:-1][named]] = 1990 + random.integers(0, 3, int(named.sum()))
    leaning = np.clip(rate + rate / 2 * random.standard_normal(authors), 0.01, 0.95)
    has = permuted(random.random(posts) < leaning[author], author, random)
    texts = Texts(WORDS[word], starts)
    task = Task("label", "yes", np.arange(posts), has, texts, author_clusters(texts, key[author]), key[author])
    half = (random.random(authors) < 0.5)[author]
    return task, [
        (side, Comparison(side, "group", "one", mask, ~mask)) for side, mask in (("mention", named), ("author", half))
    ]


def permuted(labels: np.ndarray, author: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The labels of each author's posts in another order."""
    result = labels.copy()
    result[np.lexsort((np.arange(len(author)), author))] = labels[np.lexsort((random.random(len(author)), author))]
    return result


def figures(seed: int, setting: str) -> Iterator[tuple[str, str, float, float, bool, bool]]:
    """Learner, side, value, standard error, whether zero is covered, and whether it is with the trained models as they are."""
    task, compared = dataset(seed, *SETTINGS[setting])
    words = words_of(task)
    for learner in (logistic, naive_bayes):
        learned = learn(task, words, learner=learner)
        assert learned is not None
        for side, each in compared:
            told = learned.interval(change_of_gap(each, task.has), voices_of(task, each), level=LEVEL)
            fixed = gap_change(*stacked(task, each, (task.has, learned.made.chosen)), level=LEVEL)
            covers = [one.low <= 0 <= one.high for one in (told, fixed)]
            yield learner.__name__, side, told.value, told.standard_error, *covers


def rows(datasets: int, settings: Iterable[str] = tuple(SETTINGS)) -> Iterator[dict[str, str]]:
    """The table, line by line."""
    for setting in settings:
        found: dict[tuple[str, str], list[tuple[float, float, bool, bool]]] = {}
        for seed in range(datasets):
            for learner, side, *told in figures(seed, setting):
                found.setdefault((learner, side), []).append(tuple(told))
        for (learner, side), each in found.items():
            values, errors, covered, fixed = np.array(each, dtype=float).T
            yield {
                "setting": setting,
                "learner": learner,
                "side": side,
                "datasets": str(datasets),
                "mean": f"{values.mean():.4f}",
                "standard_deviation": f"{values.std(ddof=1):.4f}",
                "standard_error": f"{np.sqrt(np.mean(errors**2)):.4f}",
                "covered": f"{covered.mean():.3f}",
                "covered_as_they_are": f"{fixed.mean():.3f}",
            }


def main() -> None:
    """Print the table, and write it if asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--datasets", type=int, default=20)
    options.add_argument("--settings", nargs="*", choices=SETTINGS, default=list(SETTINGS))
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    table = []
    for each in rows(chosen.datasets, chosen.settings):
        print(*each.values(), sep="\t", flush=True)
        table.append(each)
    if chosen.write:
        with PAGE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)


if __name__ == "__main__":
    main()
