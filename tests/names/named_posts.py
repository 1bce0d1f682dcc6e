"""Posts under first names of known shares, for the tests of what is inferred from names."""

from __future__ import annotations

import numpy as np

import audit

BENCHMARK = "us-residents-2020"
#: P(woman | name); whole twentieths, so that counts in twentieths are exact.
SHARES = {"Anna": 0.95, "Élise": 1.0, "Kim": 0.7, "Robin": 0.4, "Peter": 0.05, "Omar": 0.0}
WEIGHTS = [0.2, 0.1, 0.2, 0.15, 0.25, 0.1]
P = "representation.gender"


def write_list(folder, shares=SHARES):
    lines = [f"{name},female,{share}\n{name},male,{1 - share:.4f}\n" for name, share in shares.items()]
    (folder / "names.csv").write_text("name,group,share\n" + "".join(lines), encoding="utf-8")
    return folder / "names.csv"


def posts_of(authors=2000, seed=1, shares=SHARES, weights=WEIGHTS, unlisted=0.1, single=False):
    """Posts under first names, each author a woman with the chance that the list gives the name."""
    generator = np.random.default_rng(seed)
    rows = []
    for author in range(authors):
        name = str(generator.choice(list(shares), p=weights))
        woman = bool(generator.random() < shares[name])
        name = name if generator.random() >= unlisted else "Xaviera"
        for index in range(1 if single else 1 + int(generator.integers(0, 4))):
            row = {"text": f"post {author} {index}", "author_id": f"a{author}", "name": f"{name} Doe", "woman": woman}
            rows.append(row)
    return rows


def told(rows):
    """Posts without the truth."""
    return [{key: value for key, value in row.items() if key != "woman"} for row in rows]


def planned(names, *, benchmark=True, **inference):
    plan = {
        "groups": {"gender": "name"},
        "inference": {"gender": {"source": "inferred", "names": str(names), **inference}},
    }
    return plan | ({"benchmarks": {"gender": BENCHMARK}} if benchmark else {})


def run(rows, names, workers=1, **inference):
    return audit.run(told(rows), plan=planned(names, **inference), workers=workers, metrics=["representation"])


def first(row):
    return row["name"].split()[0]
