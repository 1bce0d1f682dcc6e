"""Labels by dialect, adjusted gaps and words that tell of a label, on the tweets of Davidson et al. (2017).

    python benchmarks/label_bias.py [FOLDER]

FOLDER (or POSTAUDIT_SHARED_DATA) holds ``datasets/davidson2017`` and ``models/twitteraae``. Writes docs/label-bias.csv, from
which docs/write.py makes the tables of docs/label-bias.md; no word of a post is in it.
"""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import audit
from audit.finding import Estimate

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "label-bias.csv"
DATASET, MODEL = "datasets/davidson2017/labeled_data.csv.gz", "models/twitteraae"
#: By the dataset's own codes.
CLASSES = {"0": "hate_speech", "1": "offensive_language", "2": "neither"}
FIELDS = ("table", "label", "of", "value", "low", "high", "posts")


def measure(data: Path) -> list[dict[str, str]]:
    """One row per figure of the page."""
    found = audit.run(str(data / DATASET), dialect={"model": str(data / MODEL)}, metrics=["labels", "artefacts"])
    rows = []
    for each in found.estimates:
        parts = each.id.split(".")
        if parts[:2] == ["labels", "dialect"] and each.status == "ok":
            rows.append(
                _row("dialect", each.group["value"], f"{parts[2]} {each.measure.removeprefix('dialect_')}", each)
            )
        elif parts[-1] in ("difference", "adjusted_difference") and "mention" in parts and each.status == "ok":
            label = CLASSES.get(each.group["value"], each.group["value"])
            rows.append(_row("gaps", label, f"{parts[-2]} {parts[-1]}", each))
    for label in CLASSES.values():
        code = next(key for key, value in CLASSES.items() if value == label)
        words = [each.id.split(".")[3] for each in found.estimates if each.id.startswith(f"artefacts.class.{code}.")]
        rows += [
            {
                **dict.fromkeys(FIELDS, ""),
                "table": "words",
                "label": label,
                "of": kind,
                "value": str(words.count(kind) // 3),
            }
            for kind in ("identity", "dialect", "word")
        ]
    return rows


def _row(table: str, label: str, of: str, each: Estimate) -> dict[str, str]:
    def written(value: float | None) -> str:
        return "" if value is None else f"{value:.3f}"

    posts = "" if each.n_posts is None else str(each.n_posts)
    numbers = {"value": written(each.value), "low": written(each.low), "high": written(each.high)}
    return {"table": table, "label": label, "of": of, **numbers, "posts": posts}


def main() -> int:
    """Measure and write."""
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("POSTAUDIT_SHARED_DATA", "")
    data = Path(given)
    if not given or not (data / DATASET).is_file() or not (data / MODEL).is_dir():
        print("Not measured: name the folder that holds the dataset and the model, or set POSTAUDIT_SHARED_DATA.")
        return 0
    rows = measure(data)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{OUT.relative_to(ROOT)}: {len(rows)} figures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
