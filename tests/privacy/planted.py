"""A dataset in which everything that could lead to a person is unmistakable, and the secrets that are in it.

Ninety people write about everyday things; every id, handle, name, address and place is made up and found nowhere else.
Three people, fewer than any floor, share what is rare: a gender, a label, a community, a place, a first name, a word.
"""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from searching import Search

AUTHORS, EACH, RARE, FEW = 90, 9, 3, 9
FLOOR = 10

#: Values that too few authors have.
RARE_GENDER, RARE_LABEL, RARE_COMMUNITY = "zqrarefolk", "zqrarelabel", "zqrarecommunity"
RARE_FEELING, RARE_ANSWER = "zqrarefeeling", "zqrareanswer"
RARE_PLACE, RARE_NAME, RARE_COUNTRY = "Zqcanaryhollow", "Zquixotilde", "Zqistanland"
#: Words: one that only the rare use, one that nine authors use when they are angry, one that many use then.
RARE_WORD, NINE_WORD, COMMON_WORD = "zqrareword", "zqninewordly", "zqcommonword"
RARE_HASHTAG, RARE_LINK = "zqraretag", "zqrarelink.example.org"

_ENDS = ("dle", "ket", "ling", "mer", "nut", "pin", "ster", "ton", "vine")
_FEELINGS = ("joy", "fear", "joy,fear", "anger", "fear,joy")
_GROUPS = ("women", "men")
_PLACES = ("the harbour", "a station", "the library", "the market", "a garden", "the museum")
_DOING = ("met the driver", "bought bread", "missed the train", "saw the snow", "heard the band", "found a key")
_SAID = (
    "women are lazy here",
    "the men are kind today",
    "women were brilliant again",
    "the men cook well",
    "it rained",
)
_OTHER = [f"{start}{end}" for start in ("bel", "cor", "dan", "fim", "gor", "lun", "mar") for end in _ENDS]


def author(number: int) -> str:
    return f"73045188{number:04d}61904{number * 7919 % 9973:04d}"


def handle(number: int) -> str:
    return f"zqhandle_{number * 104729 % 99991:05d}x"


def post_id(number: int) -> str:
    return f"91827364{number:05d}55{number * 7907 % 9967:04d}"


def token(number: int) -> str:
    return f"zqtoken{number * 15485863 % 999983:06d}"


def posts() -> list[dict[str, Any]]:
    """All posts, the rare ones last."""
    chance = random.Random(20260211)
    rows = []
    for number in range(AUTHORS * EACH + RARE * 2):
        rare = number >= AUTHORS * EACH
        who = AUTHORS + (number - AUTHORS * EACH) % RARE if rare else number % AUTHORS
        said = chance.choice(_SAID)
        labelled = chance.random() < (0.8 if "women" in said else 0.2)
        words = [
            f"We {chance.choice(_DOING)} at {chance.choice(_PLACES)} and {said}",
            f"@{handle((who + 1) % AUTHORS)} {token(number)}",
            *chance.sample(_OTHER, 8),
        ]
        feelings = RARE_FEELING if rare else _FEELINGS[number % len(_FEELINGS)]
        if feelings == "anger" or labelled:
            words.append(COMMON_WORD)
        if feelings == "anger" and who < 5 * FEW:
            words.append(NINE_WORD)
        if rare:
            words.append(
                f"{RARE_WORD} #{RARE_HASHTAG} https://{RARE_LINK}/{token(number)} mail {handle(who)}@example.org"
                f" or call +1 202 555 {1000 + who}07"
            )
        rows.append(
            {
                "post_id": post_id(number),
                "author_id": author(who),
                "handle": handle(who),
                "name": f"{RARE_NAME if rare else 'Zqanna'} {token(who)}",
                "created_at": f"2024-{1 + number % 6:02d}-{1 + number % 27:02d}T10:{number % 60:02d}:00Z",
                "text": " ".join(words),
                "lang": "en",
                "community": RARE_COMMUNITY if rare else ("cooking", "cycling")[number % 2],
                "gender": RARE_GENDER if rare else _GROUPS[who % 2],
                "place": RARE_PLACE if rare else "Bigtown",
                "country": RARE_COUNTRY if rare else "US",
                "latitude": f"{40 + who * 0.1234567:.7f}",
                "longitude": f"{-70 - who * 0.2345679:.7f}",
                "likes": number % 13,
                "label": RARE_LABEL if rare else ("yes" if labelled else "no"),
                "feelings": feelings,
                "score": f"{min(max((0.7 if labelled else 0.3) + chance.uniform(-0.3, 0.3), 0), 1):.3f}",
                "n_yes": 2 if labelled else 1,
                "n_no": 1 if labelled else 2,
            }
        )
    return rows


def secrets(rows: Sequence[Mapping[str, Any]]) -> dict[str, set[str]]:
    """What may be in no output, by kind."""
    every = range(AUTHORS + RARE)
    return {
        "author": {author(each) for each in every},
        "handle": {handle(each) for each in every},
        "post": {str(row["post_id"]) for row in rows},
        "token of a text": {token(number) for number in range(len(rows))},
        "text": {str(row["text"]) for row in rows},
        "time of a post": {str(row["created_at"])[:19] for row in rows},
        "coordinate": {str(row[key]) for row in rows for key in ("latitude", "longitude")},
        "first name": {RARE_NAME},
        "place": {RARE_PLACE},
        "country": {RARE_COUNTRY},
        "group": {RARE_GENDER},
        "label value": {RARE_LABEL, RARE_FEELING, RARE_ANSWER},
        "community": {RARE_COMMUNITY},
        "word": {RARE_WORD, NINE_WORD, RARE_HASHTAG, RARE_LINK},
        "phone": {f"+1 202 555 {1000 + AUTHORS + each}07" for each in range(RARE)},
    }


#: Kinds that name a person or a post: no digest of them may be found either.
NAMED = ("author", "handle", "post")


def search(rows: Sequence[Mapping[str, Any]], *more: str) -> Search:
    """Everything that is secret in these posts, and more values, such as the folder that they are in."""
    found = secrets(rows) | {"given": set(more)}
    return Search(found, NAMED)


def rare_runs(rows: Iterable[Mapping[str, Any]], length: int = 4) -> set[tuple[str, ...]]:
    """Words in a row that fewer authors than the floor wrote."""
    voices: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        words = str(row["text"]).lower().split()
        for at in range(len(words) - length + 1):
            voices.setdefault(tuple(words[at : at + length]), set()).add(str(row["author_id"]))
    return {run for run, who in voices.items() if len(who) < FLOOR}


def write_csv(rows: Sequence[Mapping[str, Any]], path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_lines(rows: Iterable[Mapping[str, Any]], path: Path) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def judgements(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row per judgement: three annotators of twelve see each post."""
    made = []
    for number, row in enumerate(rows):
        for seat in range(3):
            who = (number + seat * 5) % 12
            rare = row["gender"] == RARE_GENDER and seat == 2
            answer = RARE_ANSWER if rare else "yes" if (number + seat) % 3 else "no"
            made.append({**row, "worker": annotator(who), "answer": answer})
    return made


def annotator(number: int) -> str:
    return f"zqworker{number * 7723 % 9929:04d}"


def counted(rows: Iterable[Mapping[str, Any]], key: str) -> Counter[str]:
    """Authors by value of a column."""
    seen = {(str(row[key]), str(row["author_id"])) for row in rows}
    return Counter(value for value, _ in seen)
