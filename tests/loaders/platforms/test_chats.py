"""What holds for every loader of chats, boards and dumps: counts, who takes which file, and any damage to a record."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import Ledger
from audit.loaders.chat_text import messages
from audit.loaders.elements import elements
from audit.loaders.guessing.timestamps import DAY_FIRST
from audit.loaders.platforms.discord import Discord
from audit.loaders.platforms.fourchan import FourChan
from audit.loaders.platforms.hackernews import HackerNews
from audit.loaders.platforms.pan import Pan
from audit.loaders.platforms.stackexchange import StackExchange
from audit.loaders.platforms.telegram import Telegram
from audit.loaders.platforms.whatsapp import WhatsApp

LOADERS = {
    "telegram": Telegram(),
    "discord": Discord(),
    "whatsapp": WhatsApp(),
    "fourchan": FourChan(),
    "hackernews": HackerNews(),
    "stackexchange": StackExchange(),
    "pan": Pan(),
}

#: Where the table of the samples counts what nobody wrote.
DEVIATIONS = {
    # Six messages, and two of type "service" (an account joined, a call); the other samples leave those out.
    "telegram/DM_2A_7M.json": 6,
    # Three of type "Default", and three notices (a new name, a new picture, a call); DM_2A_2M.json does not count its call.
    "discord/GC_3A_5M.json": 3,
    # Nine lines begin with a date; two of them have no sender.
    "whatsapp/rwhatsapp_sample.txt": 7,
}
FILES = [
    "telegram/DM_2A_7M.json",
    "telegram/full_account_export.json",
    "telegram/single_chat_export.json",
    "discord/DM_2A_2M.json",
    "discord/GC_3A_5M.json",
    "discord/example_guild_general.json",
    "whatsapp/rwhatsapp_sample.txt",
    "whatsapp/test_bracket_mmddyy_24hrs.txt",
    "whatsapp/test_ddmmyy_24hrs.txt",
    "whatsapp/test_mmddyy_24hrs.txt",
    "whatsapp/test_mmddyyyy_12hrs.txt",
    "fourchan/board_page_wsg.json",
    "fourchan/catalog_po.json",
    "fourchan/threads_po.json",
    "hackernews/items.ndjson",
    "stackexchange/Comments.xml",
    "stackexchange/coffee_Posts.xml",
]
SKIPPED = {
    "telegram/DM_2A_7M.json": {"service message": 2},
    "discord/DM_2A_2M.json": {"service message": 1},
    "discord/GC_3A_5M.json": {"service message": 3},
    "fourchan/catalog_po.json": {"preview of a reply": 14},
    **{name: {"service message": 2} for name in FILES if name.startswith("whatsapp/")},
}


def read_records(path: Any) -> list[Any]:
    """Records of a sample, as a loader of its form sees them."""
    if path.suffix == ".xml":
        return [each.value for each in elements(io.BytesIO(path.read_bytes()), Ledger())]
    if path.suffix == ".txt":
        return [each.value for each in messages(io.BytesIO(path.read_bytes()), Ledger(), order=DAY_FIRST)]
    if path.suffix == ".ndjson":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    value = json.loads(path.read_text(encoding="utf-8"))
    return value if isinstance(value, list) else [value]


def test_every_file_is_tried(shared_data):
    folders = {name.split("/")[0] for name in FILES}
    found = [
        f"{path.parent.name}/{path.name}" for folder in folders for path in (shared_data / "formats" / folder).iterdir()
    ]
    assert sorted(found) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, shared_data, expected_posts):
    posts = audit.load(shared_data / "formats" / name)
    ledgers: list[Ledger] = []
    count = sum(batch.num_rows for batch in posts.batches(ledgers=ledgers))
    (ledger,) = ledgers
    assert posts.loader_name(0) == LOADERS[name.split("/")[0]].name
    assert count == DEVIATIONS.get(name, expected_posts[name])
    assert ledger.posts == count
    assert ledger.balances()
    assert ledger.skipped == SKIPPED.get(name, {})
    assert not ledger.rejected


@pytest.mark.parametrize("folder", LOADERS)
def test_examples(folder, load):
    record = json.loads(LOADERS[folder].example)
    assert LOADERS[folder].recognises([record])
    (post,) = load(LOADERS[folder], [record]).posts
    assert post["text"] in ("Good morning", "Good\n\nmorning")


@pytest.mark.parametrize("folder", LOADERS)
def test_takes_its_own_files_and_no_others(folder, shared_data):
    for path in sorted((shared_data / "formats").rglob("*.*")):
        if path.suffix in (".json", ".xml", ".ndjson") or path.parent.name == "whatsapp":
            try:
                records = read_records(path)[:100]
            except json.JSONDecodeError:
                continue
            assert LOADERS[folder].recognises(records) == (path.parent.name == folder), path.name


@pytest.mark.parametrize("folder", LOADERS)
@pytest.mark.parametrize(
    "head", [[], [None], [[]], [{}], [1, "a"], [{"messages": []}], [{"messages": [{"text": "a"}]}]]
)
def test_recognises_nothing_in_particular(folder, head):
    assert not LOADERS[folder].recognises(head)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in items for found in paths(inner, (*path, key)))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, shared_data, load):
    """One to three values of a record replaced by any JSON value: no crash, and what comes out fits the schema."""
    name = data.draw(st.sampled_from(FILES))
    loader = LOADERS[name.split("/")[0]]
    record = copy.deepcopy(data.draw(st.sampled_from(read_records(shared_data / "formats" / name)[:20])))
    for _ in range(data.draw(st.integers(1, 3))):
        ways = paths(record)[1:]
        if not ways:
            break
        path = data.draw(st.sampled_from(ways))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    load(loader, [record])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=JSON)
def test_any_record_may_be_anything(record, load):
    for loader in LOADERS.values():
        load(loader, [record])
        loader.recognises([record])
