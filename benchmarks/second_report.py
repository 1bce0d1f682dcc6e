"""What two reports tell of one who left between them, if nobody guards the second: one author of 5,000 leaves, 1,000 times.

Both reports hide groups of fewer than ten authors and what follows from them. Whoever has both looks for the group whose
authors differ by one, and reads off how many posts that author had and how many of them were labelled. Then the same with
the guard of ``--previous``; and with the counts of both reports drawn with discrete Laplace noise instead, as ``--epsilon``
releases them. Prints rates alone; needs no library beside the package's own.

    python benchmarks/second_report.py
"""

from __future__ import annotations

import dataclasses

import numpy as np

from audit.disclosure import suppress
from audit.finding import Estimate, Findings
from audit.private.second_report import telling

AUTHORS, GROUPS, TIMES, K, EPSILON = 5_000, 8, 1_000, 10, 1.0


@dataclasses.dataclass(frozen=True)
class Table:
    """What a report prints of each group: authors, posts, labelled posts; -1 where it is hidden."""

    authors: np.ndarray
    posts: np.ndarray
    labelled: np.ndarray

    @classmethod
    def of(cls, group: np.ndarray, posts: np.ndarray, labelled: np.ndarray) -> Table:
        authors, *sums = (
            np.bincount(group, each, GROUPS).astype(int) for each in (np.ones(len(group)), posts, labelled)
        )
        hidden = suppress(authors, K)
        return cls(*(np.where(hidden, -1, each) for each in (authors, *sums)))

    def findings(self, fingerprint: str) -> Findings:
        """The same as an audit writes it."""
        estimates = tuple(
            Estimate(
                id=f"labels.flagged.group_{group}.rate",
                metric="labels",
                measure="rate_by_author",
                group={"group": str(group)},
                value=labelled / posts,
                low=None,
                high=None,
                level=0.95,
                unit="share",
                n_posts=int(posts),
                n_authors=int(authors),
            )
            for group, (authors, posts, labelled) in enumerate(
                zip(self.authors, self.posts, self.labelled, strict=True)
            )
            if authors >= 0
        )
        return Findings(
            audit={},
            dataset={"fingerprint": fingerprint, "authors": int(self.authors[self.authors >= 0].sum())},
            estimates=estimates,
            findings=(),
            not_measured=(),
            methods=(),
            resources=(),
        )


def main() -> None:
    chance = np.random.default_rng(11)
    weights = chance.dirichlet(np.full(GROUPS, 0.6))
    group = chance.choice(GROUPS, AUTHORS, p=weights)
    posts = np.minimum(chance.zipf(2.0, AUTHORS), 200)
    labelled = chance.binomial(posts, 0.15)
    whole = Table.of(group, posts, labelled)
    right = refused = guessed = 0
    exact = np.bincount(group, minlength=GROUPS)
    for left in chance.choice(AUTHORS, TIMES, replace=False):
        rest = Table.of(*(np.delete(each, left) for each in (group, posts, labelled)))
        differ = np.flatnonzero((whole.authors >= 0) & (rest.authors >= 0) & (whole.authors != rest.authors))
        told = [
            (int(each), int(whole.posts[each] - rest.posts[each]), int(whole.labelled[each] - rest.labelled[each]))
            for each in differ
        ]
        right += told == [(int(group[left]), int(posts[left]), int(labelled[left]))]
        refused += bool(list(telling(whole.findings("before"), rest.findings("after"), K)))
        # Two releases: the group whose noisy count fell most is the best guess there is.
        noise = _laplace(chance, 2 * GROUPS).reshape(2, GROUPS)
        after = exact - np.bincount([group[left]], minlength=GROUPS)
        guessed += int(np.argmax((exact + noise[0]) - (after + noise[1])) == group[left])
    largest = exact.max() / AUTHORS
    print(f"group, posts and labelled posts of who left, read off two reports: {right:,} of {TIMES:,}")
    print(f"second reports that --previous refuses: {refused:,} of {TIMES:,}")
    print(f"group guessed from two releases at epsilon {EPSILON:g}: {guessed / TIMES:.1%}")
    print(f"group guessed by naming the largest: {largest:.1%}")


def _laplace(chance: np.random.Generator, number: int) -> np.ndarray:
    """Discrete Laplace noise of scale 1 / epsilon: the difference of two geometric numbers."""
    stop = 1 - np.exp(-EPSILON)
    return chance.geometric(stop, number) - chance.geometric(stop, number)


if __name__ == "__main__":
    main()
