"""A redacted copy, from files to files."""

from __future__ import annotations

import json
import stat

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import audit
from audit.cli.commands import cli
from audit.errors import NoPostsError, OutputError, PlanError, SourceError
from audit.redaction.asked import read_forgotten
from audit.redaction.settings import Settings

KEY = b"0123456789abcdef"
CANARIES = ("zorblatt", "Quibbleton", "999888777666555", "snarkville", "jo.zorblatt@example.org", "+44 20 7946 0018")


def row(number: int, author: str, text: str, **more) -> dict:
    return {
        "id": f"id{number}", "user": author, "text": text, "created_at": f"2024-05-{number % 28 + 1:02}T10:11:12Z",
        "sex": "f" if number % 2 else "m", "hometown": "Quibbleton", "lang": "en", **more,
    }  # fmt: skip


@pytest.fixture
def posts(tmp_path):
    rows = [row(n, f"author{n % 25}", f"post number {n} for @author{(n + 1) % 25}") for n in range(200)]
    rows[3]["text"] = "Mail jo.zorblatt@example.org, call +44 20 7946 0018 or @zorblatt, https://twitter.com/zorblatt"
    rows[3]["user"] = "zorblatt"
    rows[4] |= {"reply_to": "id3", "place": "snarkville", "subreddit": "u_zorblatt"}
    rows[5]["id"] = "999888777666555"
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in rows) + "{broken\n", encoding="utf-8")
    return path


PLAN = {
    "columns": {
        "author_id": "user",
        "post_id": "id",
        "reply_to": "reply_to",
        "community": "subreddit",
        "place": "place",
    },
    "groups": {"gender": "sex"},
}


def test_nothing_of_a_person_is_in_any_byte(posts, tmp_path):
    made = audit.redact(posts, tmp_path / "out.jsonl", plan=PLAN, key=KEY, risk=False)
    for path in tmp_path.glob("out*"):
        content = path.read_bytes().lower()
        for canary in (*CANARIES, "author1", "0123456789abcdef"):
            assert canary.lower().encode() not in content, (path.name, canary)
    assert "zorblatt" not in str(made) + made._repr_html_()
    assert stat.S_IMODE((tmp_path / "out.jsonl").stat().st_mode) == 0o600


def test_records_are_posts_rejected_and_skipped(posts, tmp_path):
    made = audit.redact(posts, tmp_path / "out.jsonl", plan=PLAN, risk=False)
    assert made.record["records"] == [{"records": 201, "posts": 200, "rejected": 1, "skipped": 0}]
    assert made.record["posts"] == 200
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 200


def test_who_answers_whom_and_who_wrote_what_stays(posts, tmp_path):
    audit.redact(posts, tmp_path / "out.parquet", plan=PLAN, risk=False)
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert rows[4]["reply_to"] == rows[3]["post_id"]
    assert rows[4]["community"] == f"u_{rows[3]['author_id']}"
    assert rows[0]["author_id"] == rows[25]["author_id"] != rows[1]["author_id"]
    assert rows[1]["author_id"] in rows[0]["text"]
    assert dict(rows[0]["attributes"]) == {"gender": "m"}
    assert {str(each["created_at"])[11:19] for each in rows} == {"00:00:00"}
    assert all(each["source"] is None and each["row"] is None and each["place"] is None for each in rows)


def test_the_same_key_gives_the_same_bytes_however_posts_are_cut(tmp_path):
    posts = tmp_path / "posts.jsonl"
    rows = [row(n, f"author{n % 25}", f"{n} for @author{(n + 1) % 25}, jo{n}@example.org") for n in range(200)]
    posts.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    plan = {**PLAN, "columns": {"author_id": "user", "post_id": "id"}}
    audit.redact(posts, tmp_path / "one.jsonl", plan=plan, key=KEY, risk=False)
    lines = posts.read_bytes().splitlines(keepends=True)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "b.jsonl").write_bytes(b"".join([*lines[:2], *lines[100:]]))
    (tmp_path / "parts" / "a.jsonl").write_bytes(b"".join(lines[2:100]))
    audit.redact(tmp_path / "parts", tmp_path / "two.jsonl", plan=plan, key=KEY, risk=False)
    audit.redact(posts, tmp_path / "three.jsonl", plan=plan, risk=False)
    one, two, three = (
        sorted((tmp_path / f"{name}.jsonl").read_bytes().splitlines()) for name in ("one", "two", "three")
    )
    assert one == two != three
    records = [json.loads((tmp_path / f"{name}.jsonl.redaction.json").read_bytes()) for name in ("one", "two", "three")]
    assert records[0]["identifiers"] == records[1]["identifiers"] == records[2]["identifiers"]


def test_the_record_tells_no_number_of_few_authors(posts, tmp_path):
    made = audit.redact(posts, tmp_path / "out.jsonl", plan=PLAN, risk=False)
    found = made.record["identifiers"]
    assert found["email"] == {"title": "e-mail addresses", "suppressed": "fewer than 10 authors"}
    assert found["handle"]["replaced"] == found["handle"]["found"] == 200
    assert found["handle"]["authors"] == 26
    assert "Replaced in texts: 200 account names" in str(made)


def test_a_copy_that_is_redacted_again_keeps_its_texts(posts, tmp_path):
    audit.redact(posts, tmp_path / "one.jsonl", plan=PLAN, risk=False)
    audit.redact(tmp_path / "one.jsonl", tmp_path / "two.jsonl", groups={"gender": "gender"}, risk=False)
    one, two = (
        [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_bytes().splitlines()] for name in ("one", "two")
    )
    assert [each["text"] for each in one] == [each["text"] for each in two]
    assert one[0]["author_id"] != two[0]["author_id"]


def test_authors_are_forgotten_however_their_ids_are_written(posts, tmp_path):
    made = audit.redact(posts, tmp_path / "out.jsonl", plan=PLAN, forget=["@Author7", "nobody"], risk=False)
    assert made.record["posts_of_authors_to_forget"] == 8
    assert made.record["posts"] == 192
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 192


def test_rare_values_are_left_out(tmp_path):
    rows = [
        row(n, f"a{n}", "x", subreddit="pics" if n < 30 else f"s{n % 5}", sex="f" if n < 40 else "n") for n in range(45)
    ]
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    plan = {"columns": {"author_id": "user", "community": "subreddit"}, "groups": {"gender": "sex"}}
    audit.redact(path, tmp_path / "out.parquet", plan=plan, settings=Settings(rare=10), risk=False)
    made = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [each["community"] for each in made] == ["pics"] * 30 + [None] * 15
    assert [dict(each["attributes"] or ()).get("gender") for each in made] == ["f"] * 40 + [None] * 5


@pytest.mark.parametrize("kept", [True, False])
def test_what_is_said_to_be_left_out_is_nowhere_in_the_copy(kept, tmp_path):
    """A country is a field of posts as well as something stated; by the name of an attribute, it would be said to be gone."""
    path = tmp_path / "posts.csv"
    name = "country" if kept else "religion"
    lines = [f"p{n},a{n % 20},The market was open on day {n},{'DE' if n % 2 else 'FR'}" for n in range(60)]
    path.write_text("\n".join([f"post_id,author_id,text,{name}", *lines, ""]), encoding="utf-8")
    made = audit.redact(path, tmp_path / "out.jsonl", risk=False)
    written = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert ('"FR"' in written) == kept
    assert made.record["attributes_left_out"] == ([] if kept else ["religion"])
    assert ("no --group names them" in str(made)) != kept


def test_errors_say_what_to_do(posts, tmp_path):
    with pytest.raises(OutputError, match=r"jsonl or \.parquet"):
        audit.redact(posts, tmp_path / "out.csv", plan=PLAN)
    with pytest.raises(PlanError, match="no kind"):
        audit.redact(posts, tmp_path / "out.jsonl", plan=PLAN, settings=Settings(keep=("mail",)))
    empty = tmp_path / "empty.txt"
    empty.write_text("\n\n")
    for path in (empty, tmp_path / "none.txt"):
        with pytest.raises(SourceError):
            read_forgotten(path)
    (tmp_path / "no.jsonl").write_text("{broken\n")
    with pytest.raises((NoPostsError, SourceError)):
        audit.redact(tmp_path / "no.jsonl", tmp_path / "out.jsonl")
    assert not list(tmp_path.glob("out*"))


def test_the_command(posts, tmp_path):
    out, asked, key = tmp_path / "out.jsonl", tmp_path / "ids.txt", tmp_path / "key"
    asked.write_text("author7\n")
    key.write_bytes(KEY)
    given = [
        "redact", str(posts), "-o", str(out), "--columns", "author_id=user,post_id=id", "--group", "gender=sex",
        "--forget", str(asked), "--key-file", str(key), "--keep", "handle", "--time", "month", "--links", "drop", "--no-risk",
    ]  # fmt: skip
    result = CliRunner().invoke(cli, given)
    assert result.exit_code == 0, result.output
    assert "192 posts written" in result.output
    assert "not anonymous" in result.output
    first = json.loads(out.read_bytes().splitlines()[0])
    assert first["created_at"] == "2024-05-01T00:00:00Z"
    assert "@author1" in first["text"]
