"""Counting votes as labels: what share of a post's judges chose each label, and which label most chose, by group.

A majority label forgets how close it was: two posts of three judges each may be labelled alike with two votes and with three.
The share of votes keeps it, and is what studies of annotators' leanings correlate (Sap et al. 2019).

Cells are (labels, votes, question, what, side, axis, group, answer). A post's share is counted in units of 1/5,040, the least
common multiple of 1 to 10: exact up to ten judges, rounded for each post beyond. The unit is small so that weights of posts fit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.metrics.agreement.counts import Panel, mentions_of, sides_of
from audit.metrics.agreement.votes import CHOICE, read_answers
from audit.metrics.counting import add_group_authors, add_groups
from audit.metrics.labels.counts import NAME
from audit.metrics.mentions.sides import ANY_FORM
from audit.posts import PostBatch
from audit.tally import Tally

#: Second word of the cells; no column is called so.
VOTES = "\0votes"
SHARE_UNIT = 5_040


def count_votes(tally: Tally, posts: PostBatch) -> list[tuple[str, list[str], npt.NDArray[np.int64]]]:
    """Count the votes of a batch; nothing where there are none.

    Returns
    -------
    list of tuple
        Of each question its answers, and of each post of the batch the place of the answer that most chose, -1 where none is.
    """
    chosen_by_most: list[tuple[str, list[str], npt.NDArray[np.int64]]] = []
    read = read_answers(posts)
    if read is None:
        return chosen_by_most
    for label, number in read.means.items():
        tally.add_total((NAME, VOTES, "mean", label), number)
    for name in read.crowded:
        tally.add_total((NAME, VOTES, "crowded", name), 1)
    for answers in read.answers:
        if answers.kind != CHOICE:
            others = sum(int((answers.answer == i).sum()) for i, each in enumerate(answers.answers) if each != "1")
            if others:
                tally.add_total((NAME, VOTES, "rated", answers.question), others)
            continue
        panel = Panel.of(answers, len(posts))
        judges = panel.judges
        ranked = np.sort(panel.counts, axis=1)
        second = ranked[:, -2] if ranked.shape[1] > 1 else np.zeros_like(judges)
        most = np.where(ranked[:, -1] > second, np.argmax(panel.counts, axis=1), -1)
        of_post = np.full(len(posts), -1, dtype=np.int64)
        of_post[panel.post] = most
        chosen_by_most.append((answers.question, list(answers.answers), of_post))
        shares = (panel.counts * SHARE_UNIT + judges[:, None] // 2) // judges[:, None]
        places = sides_of(posts, panel)
        if posts.column("text") is not None:
            read_rows = np.flatnonzero(posts.covered[panel.post])
            places.append(("mention", "", ["any group"], read_rows, np.zeros_like(read_rows)))
            places += mentions_of(posts, panel, posts.features.loose_pairs, ANY_FORM)
        for side, axis, groups, place, group in places:
            post = panel.post[place]
            bucket = posts.bucket[post]

            def cells(
                what: str,
                answer: str = "",
                *,
                at: tuple[str, str] = (side, axis),
                of: list[str] = groups,
                q: str = answers.question,
            ) -> list[tuple[str, ...]]:
                return [(NAME, VOTES, q, what, *at, each, answer) for each in of]

            add_groups(tally, cells("posts"), group, bucket)
            add_groups(tally, cells("cast"), group, bucket, judges[place])
            add_group_authors(tally, cells("posts"), group, posts.author_key[post], posts.has_author[post])
            for index, answer in enumerate(answers.answers):
                own = shares[place, index]
                some = np.flatnonzero(own)
                add_groups(tally, cells("share", answer), group[some], bucket[some], own[some])
                won = most[place] == index
                add_groups(tally, cells("majority", answer), group[won], bucket[won])
                chosen = own > 0
                add_groups(tally, cells("chosen", answer), group[chosen], bucket[chosen])
    return chosen_by_most
