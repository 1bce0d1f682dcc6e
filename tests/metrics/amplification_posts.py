"""Posts made for the probe: a label that words tell, and on request one that also falls on a group for being named."""

from __future__ import annotations

import numpy as np

FILLER = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("zz", "rk", "mp", "nt")]
FUNCTION = ["the", "of", "and", "to", "in", "that"]
SIGNAL = ["dreadful", "rotten", "wretched"]
NAMED = {"immigrants": "immigrants", "women": "women", "": ""}


def posts(seed=0, *, n=2400, authors=160, bias=0.0, signal=0.35, base=0.15, spread=0.0):
    """Rows of twelve words by authors of unequal activity.

    One word in three posts tells of the label, which is ``signal`` more frequent there; it is ``bias`` more frequent in
    posts that name immigrants, for no other reason. Authors differ in how often they get it by ``spread``.
    """
    random = np.random.default_rng(seed)
    activity = random.pareto(2.5, authors) + 0.3
    author = random.choice(authors, n, p=activity / activity.sum())
    gender = random.choice(["female", "male"], authors)
    leaning = np.clip(base + spread * random.standard_normal(authors), 0.01, 0.6)
    rows = []
    for index in range(n):
        words = [*random.choice(FILLER, 6), *random.choice(FUNCTION, 4)]
        group = random.choice(["immigrants", "women", ""], p=[0.2, 0.2, 0.6])
        tells = random.random() < 1 / 3
        words += [random.choice(SIGNAL)] if tells else [random.choice(FILLER)]
        random.shuffle(words)
        words += ["the", group] if group else []
        chance = leaning[author[index]] + signal * tells + bias * (group == "immigrants")
        rows.append(
            {
                "post_id": f"p{index}",
                "author_id": f"author {author[index]}",
                "text": " ".join(words),
                "lang": "en",
                "attribute:gender": gender[author[index]],
                "label:toxic": "yes" if random.random() < chance else "no",
            }
        )
    return rows
