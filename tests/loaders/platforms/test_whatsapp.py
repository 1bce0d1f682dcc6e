from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import Any

import pytest

import audit
from audit.errors import SourceError
from audit.loaders.base import WARNINGS, Ledger, Skip
from audit.loaders.chat_text import is_chat
from audit.loaders.platforms.whatsapp import WhatsApp

LOADER = WhatsApp()
LRM, NNBSP = "\u200e", "\u202f"


def message(**fields: Any) -> dict[str, Any]:
    return {
        "date": "1/2/21",
        "time": "21:15",
        "order": "day first",
        "sender": "Someone",
        "text": "Good morning",
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


@pytest.fixture
def chat(tmp_path):
    """Posts and ledger of a chat of these lines."""

    def read(*lines: str, **plan: Any) -> tuple[list[dict[str, Any]], Ledger]:
        path = tmp_path / "chat.txt"
        path.write_text("\n".join(lines), encoding="utf-8", newline="")
        ledgers: list[Ledger] = []
        posts = audit.load(path, **plan)
        assert posts.loader_name(0) == "whatsapp"
        found = [row for batch in posts.batches(keep_ids=True, ledgers=ledgers) for row in batch.to_pylist()]
        assert ledgers[0].balances()
        return found, ledgers[0]

    return read


def moment(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


FORMATS = {
    "rwhatsapp_sample": r"(\d+)/(\d+)/(\d+), (\d+):(\d+)() - ",
    "test_bracket_mmddyy_24hrs": r"\[(\d+)/(\d+)/(\d+) (\d+):(\d+)()\] ",
    "test_ddmmyy_24hrs": r"(\d+)/(\d+)/(\d+), (\d+):(\d+)() - ",
    "test_mmddyy_24hrs": r"(\d+)/(\d+)/(\d+), (\d+):(\d+)() - ",
    "test_mmddyyyy_12hrs": r"(\d+)/(\d+)/(\d+), (\d+):(\d+) ([ap])\. m\. - ",
}


@pytest.mark.parametrize("name", FORMATS)
def test_against_the_lines(name, shared_data):
    """A regular expression per sample, which knows the order of its dates, and the messages cut at its matches."""
    path = shared_data / f"formats/whatsapp/{name}.txt"
    pieces = re.split("(?m)^" + FORMATS[name], path.read_text(encoding="utf-8"))[1:]
    expected = []
    for first, second, year, hour, minute, half, rest in (pieces[n : n + 7] for n in range(0, len(pieces), 7)):
        sender, colon, text = rest.partition(":")
        if colon and "created group" not in rest and "Messages to this group" not in rest:
            day, month = (second, first) if "mmdd" in name else (first, second)
            hours = int(hour) % 12 + 12 * (half == "p") if half else int(hour)
            when = moment(int(year) % 100 + 2000, int(month), int(day), hours, int(minute))
            expected.append((sender, when, None if "<Media" in text else text.strip()))
    found = audit.load(path).to_table(keep_ids=True).to_pylist()
    assert [(each["author_id"], each["created_at"], each["text"]) for each in found] == expected


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("31/12/2020, 21:15 - A: x", moment(2020, 12, 31, 21, 15)),
        ("12/31/20, 9:15 PM - A: x", moment(2020, 12, 31, 21, 15)),
        (f"12/31/20, 12:15{NNBSP}AM - A: x", moment(2020, 12, 31, 0, 15)),
        (f"[12/31/20, 9:15:03{NNBSP}PM] A: x", moment(2020, 12, 31, 21, 15, 3)),
        (f"{LRM}[31.12.20, 21:15:03] A: x", moment(2020, 12, 31, 21, 15, 3)),
        ("31.12.20 21:15:03: A: x", moment(2020, 12, 31, 21, 15, 3)),
        ("31-12-20 21.15 - A: x", moment(2020, 12, 31, 21, 15)),
        ("31/12/20, 9:15 p. m. - A: x", moment(2020, 12, 31, 21, 15)),
        ("31/12/20, 0:15 a.\u00a0m. - A: x", moment(2020, 12, 31, 0, 15)),
        ("2020/12/31 下午9:15 - A: x", moment(2020, 12, 31, 21, 15)),
        ("[2020/12/31 上午9:15:03] A: x", moment(2020, 12, 31, 9, 15, 3)),
        ("2020. 12. 31. 오후 9:15 - A: x", moment(2020, 12, 31, 21, 15)),
        ("2020-12-31, 21:15 - A: x", moment(2020, 12, 31, 21, 15)),
        ("٣١\u200f/١٢\u200f/٢٠٢٠، ٩:١٥ م - A: x", moment(2020, 12, 31, 21, 15)),
        ("31/12/2563 21:15 - A: x", moment(2020, 12, 31, 21, 15)),
        ("31/12/20, 9:15 अपराह्न - A: x", moment(2020, 12, 31, 21, 15)),
        ("31/12/20, 25:15 - A: x", None),
        ("31/12/20, 9:15 ?! - A: x", None),
        ("31/31/20, 9:15 - A: x", None),
    ],
)
def test_dates_and_times(line, when, chat):
    (found,), ledger = chat(line, dates="" if "31/31" not in line else "day first")
    assert (found["author_id"], found["text"], found["created_at"]) == ("A", "x", when)
    assert ledger.warnings["assumed_utc" if when else "bad_timestamp"] == 1


def test_the_day_is_found_on_all_dates(chat):
    lines = [f"{day}/{month}/21, 10:00 - A: x" for month in (1, 2) for day in range(1, 13)] + ["13/2/21, 10:00 - A: y"]
    found, _ = chat(*lines)
    assert found[1]["created_at"] == moment(2021, 1, 2, 10, 0)
    found, _ = chat(*(line.replace("13/2", "2/13") for line in lines))
    assert found[1]["created_at"] == moment(2021, 2, 1, 10, 0)


def test_a_chat_goes_forward(chat):
    found, _ = chat("10/1/21, 10:00 - A: x", "11/1/21, 10:00 - A: y", "1/2/21, 10:00 - A: z")
    assert found[0]["created_at"] == moment(2021, 1, 10, 10, 0)
    found, _ = chat("1/10/21, 10:00 - A: x", "1/11/21, 10:00 - A: y", "2/1/21, 10:00 - A: z")
    assert found[0]["created_at"] == moment(2021, 1, 10, 10, 0)
    found, _ = chat("[01.02.21, 10:00:00] A: x")
    assert found[0]["created_at"] == moment(2021, 2, 1, 10, 0)


@pytest.mark.parametrize("lines", [["1/2/21, 10:00 - A: x"], ["13/2/21, 10:00 - A: x", "2/14/21, 10:00 - A: x"]])
def test_dates_that_nothing_tells_are_not_guessed(chat, lines):
    with pytest.raises(SourceError, match="day first or month first") as error:
        chat(*lines)
    assert "--dates" in error.value.hint
    assert chat(*lines, dates="day-first")[0][0]["created_at"] == moment(2021, 2, 13 if len(lines) > 1 else 1, 10, 0)
    assert chat(*lines[-1:], dates="month first")[0][0]["created_at"].month == (1 if len(lines) == 1 else 2)


def test_messages_of_many_lines(chat):
    found, _ = chat(
        "31/12/20, 21:15 - A: x\r", "\r", "- y: z\r", "[31/12/20, 21:16] B: copied\r", "31/12/20, 21:17 - B: w"
    )
    assert [each["text"] for each in found] == ["x\n\n- y: z\n[31/12/20, 21:16] B: copied", "w"]
    assert [each["author_id"] for each in found] == ["A", "B"]


def test_notices_have_no_sender(chat):
    found, ledger = chat(
        "31/12/20, 21:15 - Messages are end-to-end encrypted.",
        '31/12/20, 21:15 - A changed the subject to "x: y"',
        '31/12/20, 21:15 - A "B" C: x',
        f"31/12/20, 21:15 - Group: {LRM}A added B",
    )
    assert [each["author_id"] for each in found] == ['A "B" C']
    assert ledger.skipped == {"service message": 3}


@pytest.mark.parametrize(
    "text",
    [
        "<Media omitted>", "<Medien ausgeschlossen>", "<Multimedia omitido>", "<Médias omis>", "<Media omessi>", "<Mídia oculta>",
        "<Media weggelaten>", "<Без медиафайлов>", "<Medya dahil edilmedi>", "<Media tidak disertakan>", "<省略多媒体文件>",
        "<メディアは含まれていません>", f"{LRM}image omitted", f"{LRM}Bild weggelassen", f"{LRM}imagen omitida", f"{LRM}image absente",
        f"{LRM}immagine omessa", f"{LRM}imagem ocultada", f"{LRM}изображение отсутствует",
        "IMG-20200101-WA0001.jpg (file attached)", f"{LRM}<attached: 00000001-PHOTO-2020.jpg>", "",
    ],
)  # fmt: skip
def test_media_have_no_words(text):
    found = only(message(text=text))
    assert (found["text"], found["status"]) == (None, "present")
    assert "empty_text" in found[WARNINGS]


@pytest.mark.parametrize(
    "text", ["image omitted", "I omitted <this>", "<3", "see a.jpg (old)!", "null", "<Media omitted>\nx"]
)
def test_words_that_only_look_like_it(text):
    assert only(message(text=text))["text"] == text


def test_captions():
    assert only(message(text="IMG-20200101-WA0001.jpg (file attached)\nGood morning"))["text"] == "Good morning"
    assert only(message(text=f"Good morning {LRM}<attached: 00000001-PHOTO-2020.jpg>"))["text"] == "Good morning"


@pytest.mark.parametrize(
    "text",
    [
        "This message was deleted",
        f"{LRM}You deleted this message.",
        "Diese Nachricht wurde gelöscht.",
        "此消息已被删除",
    ],
)
def test_deleted(text):
    found = only(message(text=text))
    assert (found["text"], found["status"], "empty_text" in found[WARNINGS]) == (None, "deleted", False)


def test_edited():
    found = only(message(text=f"Good morning {LRM}<This message was edited>"))
    assert (found["text"], found["edited"]) == ("Good morning", True)
    assert only(message(text="Good <morning>"))["text"] == "Good <morning>"
    assert "edited" not in only(message())


def test_places_and_polls_stay():
    assert (
        only(message(text=f"{LRM}Location: https://example.org/?q=1"))["text"] == "Location: https://example.org/?q=1"
    )
    assert only(message(text=f"{LRM}POLL:\nTea?"))["text"] == "POLL:\nTea?"
    assert only(message(text=f"{LRM}Missed voice call")) == Skip("service message")


def test_mentions():
    found = only(message(text="@\u2068Some One\u2069 and @4915112345678"))
    assert found["mentions"] == ["Some One", "4915112345678"]


def test_what_stands_before_the_first_message(chat, tmp_path):
    found, ledger = chat("31/12/20, 21:15 - A: x", "")
    assert len(found) == 1
    assert not ledger.rejected
    assert not WhatsApp().recognises([{"date": "1", "text": "a"}])


def test_an_archive_of_ios(tmp_path):
    with zipfile.ZipFile(tmp_path / "chat.zip", "w") as archive:
        archive.writestr("_chat.txt", f"[31.12.20, 21:15:03] A: {LRM}image omitted\r\n[31.12.20, 21:15:04] A: x\r\n")
        archive.writestr("00000001-PHOTO-2020.jpg", "x")
    found = audit.load(tmp_path / "chat.zip").to_table().to_pylist()
    assert [each["text"] for each in found] == [None, "x"]


def test_recoded(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_bytes(f"[31.12.20, 21:15:03] Ä: ö{NNBSP}ü".encode("utf-16"))
    (found,) = audit.load(path).to_table(keep_ids=True).to_pylist()
    assert (found["author_id"], found["text"]) == ("Ä", f"ö{NNBSP}ü")
    path.write_bytes(b"31/12/20, 21:15 - A: x\xff\n31/12/20, 21:16 - A: y\n")
    assert len(audit.load(path).to_table()) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"date,text\n31/12/20 21:15,hello you\n",
        b'["31/12/20", "b"]',
        b"31/12/20, 21:15 - nobody sent this",
        b"a\n",
        b"",
    ],
)
def test_tables_and_lists_are_no_chats(content):
    assert not is_chat(content)


@pytest.mark.parametrize("filling", [LRM, " ", "<", "@\u2068", ": ", '"', f"{LRM}<a: ", "\u2068"])
def test_long_lines_take_no_longer(filling, chat):
    """A million of anything; a pattern that tries each anew would need hours."""
    found, ledger = chat("31/12/20, 21:15 - A: x" + filling * 1_000_000, "31/12/20, 21:15 - " + filling * 1_000_000)
    assert len(found) + ledger.skipped.total() == 2
