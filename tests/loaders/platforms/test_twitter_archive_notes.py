from __future__ import annotations

import time
from typing import Any

import pytest

from audit.loaders.platforms.twitter_archive_notes import Notes, note_of

LONG = "This is the start of a long post that goes on well past the old limit. " * 8
CUT = f"@you {LONG[:270]}… https://t.co/x2"


def tweet(text: str) -> dict[str, Any]:
    return {"id_str": "1", "created_at": "Sat Mar 09 13:14:15 +0000 2024", "full_text": text}


def note(key="77", text=LONG, created="2024-03-09T13:14:15.000Z", **fields: Any) -> dict[str, Any]:
    return {"noteTweetId": key, "createdAt": created, "core": {"text": text}, **fields}


# A post, the notes of its archive, and which of them it begins.
MATCHES = [
    (CUT, [note()], "77"),
    (f"{LONG[:275]}…", [note(), note("78", "x" + LONG)], "77"),
    # Two notes of one second: the words decide. Two with one beginning: the time does.
    (CUT, [note("78", "Another"), note()], "77"),
    (CUT, [note("78", LONG + "!", "2021-03-09T13:14:15.000Z"), note()], "77"),
    (CUT, [note(created="2021-03-09T13:14:15.000Z")], None),
    # Other short links for the same pages.
    (f"Look https://t.co/a1 {LONG[:200]}…", [note(text=f"Look https://t.co/b2 {LONG}")], "77"),
    (f"Tea &amp; {LONG[:200]}…", [note(text=f"Tea & {LONG}")], "77"),
    ("Good morning", [note(text="Good morning")], "77"),
    ("Good", [note(text="Good morning")], None),
    (LONG[:40], [note()], "77"),
    (f"RT @other: {LONG[:100]}…", [note(text=f"RT @other: {LONG}")], None),
    ("https://t.co/x", [note()], None),
    # Nothing tells which of two it is.
    (CUT, [note(), note("78", LONG + "!")], None),
    # Without a time it must be cut, and say something.
    (CUT, [note(created=None)], "77"),
    ("Good…", [note(text="Good morning", created=None)], None),
    (LONG[:40], [note(created=None)], None),
]


@pytest.mark.parametrize(("text", "notes", "key"), MATCHES)
def test_long_post_is_found_by_its_beginning(text, notes, key):
    found = Notes(note_of(each) for each in notes).find(tweet(text))
    assert (found and found.key) == key


def test_stated_id_needs_no_beginning():
    stated = note(created=None, text="Quite other words", tweetId="1")
    assert Notes([note_of(stated)]).find(tweet("Good morning")).key == "77"


def test_many_notes_with_one_beginning_take_no_time():
    notes = [note(str(number), LONG + str(number), None) for number in range(20_000)]
    found = Notes(note_of(each) for each in notes)
    started = time.perf_counter()
    assert all(found.find(tweet(CUT)) is None for _ in range(200))
    assert found.find(tweet("https://t.co/x " * 50_000)) is None
    assert time.perf_counter() - started < 5
