"""How often the language detector names the language of short posts rightly, where it is known.

    python benchmarks/language_detection.py [FOLDER]

Reads labelled sets of posts in FOLDER (or POSTAUDIT_SHARED_DATA) and writes docs/language-detection.csv. The posts of each
set are in one language, as those who made it say; some of them are mixed all the same, and count as mistakes.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
import time
from collections import Counter
from pathlib import Path

import pyarrow as pa

from audit.models.language_detection import detector, version

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "language-detection.csv"
MHC = "multilingual_hatecheck/hatecheck_cases_final_{}.csv.gz"
#: Dataset, language, script, file, column.
SETS = (
    ("hatecheck", "en", "Latin", "hatecheck/test_suite_cases.csv.gz", "test_case"),
    ("edos", "en", "Latin", "edos/edos_labelled_aggregated.csv.gz", "text"),
    ("mlma", "en", "Latin", "mlma/en_dataset.csv.gz", "tweet"),
    ("mlma", "fr", "Latin", "mlma/fr_dataset.csv.gz", "tweet"),
    ("mlma", "ar", "Arabic", "mlma/ar_dataset.csv.gz", "tweet"),
    ("multilingual_hatecheck", "de", "Latin", MHC.format("german"), "test_case"),
    ("multilingual_hatecheck", "es", "Latin", MHC.format("spanish"), "test_case"),
    ("multilingual_hatecheck", "ar", "Arabic", MHC.format("arabic"), "test_case"),
    ("multilingual_hatecheck", "hi", "Latin (not the usual one)", MHC.format("hindi"), "test_case"),
)


def measure(data: Path) -> list[dict[str, str]]:
    """One row per set."""
    detect, rows = detector(), []
    for name, language, script, file, column in SETS:
        with gzip.open(data / file, "rt", encoding="utf-8", newline="") as lines:
            texts = [row[column] for row in csv.DictReader(lines)]
        started = time.process_time()
        found = Counter(detect(pa.array(texts, pa.large_string())))
        seconds = time.process_time() - started
        right = found[language] / len(texts)
        mistaken = [
            f"{tag or 'none'} {count / len(texts):.1%}" for tag, count in found.most_common(4) if tag != language
        ]
        print(f"{name} {language}: {right:.1%} of {len(texts):,} posts, {len(texts) / seconds:,.0f} posts/s")
        rows.append(
            {"dataset": name, "language": language, "script": script, "posts": str(len(texts)),
             "right": f"{right:.4f}", "taken_for": "; ".join(mistaken[:3]), "detector": version()}
        )  # fmt: skip
    return rows


def main() -> None:
    """Measure and write."""
    data = Path(
        sys.argv[1] if len(sys.argv) > 1 else os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data")
    )
    data = data / "datasets" if (data / "datasets").is_dir() else data
    if not (data / "hatecheck").is_dir():
        raise SystemExit(f"{data}: the labelled sets are not there")
    rows = measure(data)
    with OUT.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
