"""Documents cut inside their long list say the same as when they are read whole."""

import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.loaders import envelope
from audit.loaders.base import Ledger
from audit.loaders.envelope import pieces

SCALARS = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=6)
VALUES = st.recursive(
    SCALARS | st.sampled_from(['"messages": [', "]}", "\\", '\\"', "messages"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
CHATS = st.fixed_dictionaries(
    {"name": SCALARS, "messages": st.lists(VALUES, max_size=6)}, optional={"after": VALUES, "z": VALUES}
).map(lambda chat: {"name": chat["name"], **chat})
DOCUMENTS = CHATS | st.fixed_dictionaries({"about": SCALARS, "chats": st.lists(CHATS, max_size=4), "contacts": VALUES})


def read(data, step=7, ledger=None):
    """Every record, with the document given in steps of so many bytes."""
    ledger = Ledger() if ledger is None else ledger
    blocks = [data[start : start + step] for start in range(0, len(data), step)]

    class Stream(io.RawIOBase):
        def read(self, size=-1):
            return blocks.pop(0) if blocks else b""

    first = blocks.pop(0) if blocks else b""
    return [record.value for record in pieces(first, Stream(), ledger)], ledger


def messages(document):
    """Messages with the name of their chat, in order."""
    chats = document.get("chats", [document]) if "messages" not in document else [document]
    return [(chat.get("name"), each) for chat in chats for each in chat.get("messages", [])]


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS, st.sampled_from([None, 1]), st.integers(1, 40), st.sampled_from([1, 30, 10**6]))
def test_pieces_hold_what_the_document_holds(document, indent, step, size):
    data = json.dumps(document, indent=indent).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(envelope, "PIECE", size)
        found, ledger = read(data, step)
    assert ledger == Ledger()
    got = [pair for each in found for pair in messages(each)]
    assert sorted(map(json.dumps, got)) == sorted(map(json.dumps, messages(document)))
    if "messages" in document:
        assert got == messages(document)
    last = found[-1]
    assert {key: value for key, value in last.items() if key not in ("messages", "chats")} == {
        key: value for key, value in document.items() if key not in ("messages", "chats")
    }
    assert len(found) == 1 or all(messages(each) for each in found)


def test_a_broken_message_costs_itself():
    found, ledger = read(b'{"id": 1, "messages": [{"a": 1}, {"b": x}, {"c": 3}], "count": 3}')
    assert found == [{"id": 1, "messages": [{"a": 1}, {"c": 3}], "count": 3}]
    assert ledger.rejected == {"bad_json": 1}
    assert ledger.rejections[0].byte == 32


def test_control_characters_as_telegram_wrote_them():
    found, ledger = read(rb'{"messages": [{"a": "x\x1By"}, {"b": "\\x1B"}, {"c": "\\\x0Cz"}]}')
    assert found == [{"messages": [{"a": "x\x1by"}, {"b": "\\x1B"}, {"c": "\\\x0cz"}]}]
    assert (ledger.rejected, ledger.warnings) == ({}, {"repaired_escape": 2})


@pytest.mark.parametrize("cut", range(30, 66))
def test_a_document_that_ends_early_gives_the_messages_before(cut):
    whole = b'{"id": 1, "messages": [{"a": 1}, {"b": 2}, {"c": 3}], "count": 3}'
    found, ledger = read(whole[:cut])
    expected = [{"a": 1}, {"b": 2}, {"c": 3}][: whole[:cut].count(b"},") + (cut > whole.index(b"],"))]
    if cut < len(whole):
        assert [each for record in found for each in record["messages"]] == expected
        assert ledger.rejected == {"bad_json": 1}
    else:
        assert (found, ledger.rejected) == ([json.loads(whole)], {})


def test_what_stands_after_a_list_belongs_to_it():
    chats = [{"messages": [1], "label": "a"}, {"messages": [2], "label": "b"}, {"messages": [3], "label": "c"}]
    found, _ = read(json.dumps({"chats": chats}).encode())
    assert found[:2] == chats[:2]
    assert found[2]["chats"] == [{**chats[0], "messages": []}, {**chats[1], "messages": []}, chats[2]]
    found, ledger = read(b'{"chats": [{"messages": [1], "label": x}, {"messages": [2]}]}')
    assert [each["messages"] for each in found] == [[1], [2]]
    assert ledger.rejected == {"bad_json": 1}


def test_documents_one_after_another():
    found, ledger = read(b'{"messages": [1]}\n{"messages": [2]} \n\n', 5)
    assert (found, ledger) == ([{"messages": [1]}, {"messages": [2]}], Ledger())


def test_what_is_broken_beside_the_list_loses_no_message():
    found, ledger = read(b'{"messages": [{"a": 1}], "count": x}')
    assert found == [{"messages": [{"a": 1}]}]
    assert ledger.rejected == {"bad_json": 1}


def test_caps(monkeypatch):
    monkeypatch.setattr(envelope, "RECORD_CAP", 50)
    found, ledger = read(b'{"messages": [{"a": 1}, {"b": [%b]}, {"c": 3}]}' % (b"1," * 100), 8)
    assert found == [{"messages": [{"a": 1}, {"c": 3}]}]
    assert ledger.rejected == {"oversized_record": 1}
    found, ledger = read(b'{"messages": [{"a": 1}, {"b": "%b' % (b"x" * 300), 8)
    assert found == [{"messages": [{"a": 1}]}]
    assert ledger.rejected == {"oversized_record": 1}
    found, ledger = read(b'{"messages": [{"a": 1}], "x": ' + b"[" * 400, 8)
    assert found == [{"messages": [{"a": 1}]}]
    assert ledger.rejected == {"depth_limit": 1}


def test_memory_does_not_grow_with_the_list(monkeypatch):
    monkeypatch.setattr(envelope, "_BLOCK", 2**16)
    monkeypatch.setattr(envelope, "PIECE", 2**16)
    message = json.dumps({"id": 1, "text": "word " * 40}).encode()

    class Stream(io.RawIOBase):
        left = 20_000

        def read(self, size=-1):
            self.left -= 200
            return b",".join([message] * 200) + (b"," if self.left > 0 else b"]}") if self.left >= 0 else b""

    tracemalloc.start()
    count = sum(len(each.value["messages"]) for each in pieces(b'{"name": "x", "messages": [', Stream(), Ledger()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 2**21
