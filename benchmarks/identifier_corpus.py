"""Posts with identifiers that are nobody's, and with what looks like one: what recall and precision are measured on.

    python benchmarks/identifier_corpus.py            writes the corpus of the tests
    python benchmarks/identifier_corpus.py SEED PATH  writes another, for development

Numbers come from ranges for documentation and fiction (RFC 2606, 3849, 5737, 7042; 555-0100 to 555-0199 of NANPA; Ofcom's,
ARCEP's, the Bundesnetzagentur's, PTS's and ACMA's numbers for drama), from the networks' test cards and the IBAN registry's
examples, or are drawn at random and given their check digits. One in twenty numbers whose check is weak stands in a post
that does not say what it is. The frames of the tests' corpus are not those of development: each list is cut in two.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from identifier_frames import AFTER, BEFORE, FRAMES, NOWHERE
from identifier_look_alikes import LOOK_ALIKES
from identifier_samples import SAMPLES, WEAK

TEST_SEED = 20_261_127
TESTS = Path(__file__).parent.parent / "tests/text/identifier_corpus.jsonl"
#: Posts per kind, and per sort of look-alike.
PER_KIND, PER_LOOK_ALIKE = 40, 24
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_BLANK, _DASH = str.maketrans(" ", "\u00a0"), str.maketrans("-", "\u2013")
#: Kinds whose digits people write in other scripts.
_OF_DIGITS = ("phone", "payment_card", "in_aadhaar", "cn_resident_id", "us_ssn", "tr_tckn")


def corpus(seed: int) -> list[dict[str, object]]:
    """Posts with the identifiers in them: ``{"text": str, "spans": [[start, end, kind], ...], "sort": str}``."""
    rng = random.Random(seed)
    half = 0 if seed == TEST_SEED else 1
    posts = []
    for kind, sample in SAMPLES.items():
        frames = FRAMES[kind][half::2] or FRAMES[kind]
        for i in range(PER_KIND):
            identifier = written_otherwise(sample(rng), kind, rng)
            bare = kind in WEAK and i % 20 == 0
            frame = rng.choice(NOWHERE if bare else frames)
            before, after = rng.choice(BEFORE[half::2]), rng.choice(AFTER[half::2])
            head, tail = f"{before}{frame}{after}".split("{}")
            posts.append(
                {"text": head + identifier + tail, "spans": [[len(head), len(head + identifier), kind]], "sort": kind}
            )
    for sort, sample in LOOK_ALIKES.items():
        for _ in range(PER_LOOK_ALIKE):
            before, after = rng.choice(BEFORE[half::2]), rng.choice(AFTER[half::2])
            posts.append({"text": before + sample(rng) + after, "spans": [], "sort": f"look-alike: {sort}"})
    rng.shuffle(posts)
    return posts


def written_otherwise(identifier: str, kind: str, rng: random.Random) -> str:
    """One in ten with digits of another script, no-break blanks, or dashes for hyphens."""
    if rng.random() >= 0.1:
        return identifier
    if kind in _OF_DIGITS and rng.random() < 0.5:
        return identifier.translate(rng.choice((_WIDE, _ARABIC)))
    if kind in ("email", "handle", "profile_link", "secret_in_link"):
        return identifier
    return identifier.translate(rng.choice((_BLANK, _DASH)))


def write(path: Path, seed: int) -> None:
    """Write a corpus, one post a line."""
    lines = (json.dumps(post, ensure_ascii=False) + "\n" for post in corpus(seed))
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    chosen, target = (int(sys.argv[1]), Path(sys.argv[2])) if len(sys.argv) == 3 else (TEST_SEED, TESTS)
    write(target, chosen)
    print(target)
