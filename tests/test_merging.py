"""Adding tallies says what the whole run says, byte for byte; tallies that do not belong together are refused."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

import audit
from audit import api
from audit.errors import TallyError
from audit.report.notebook import Report
from audit.tally.tally_file import sealed

KEY = bytes(range(16))
PLAN = {
    "groups": {"gender": "gender"},
    "labels": ["toxic"],
    "benchmarks": {"gender": "us-residents-2020"},
    "dataset": {"name": "x"},
}


def records(number=240):
    return [
        {
            "post_id": f"p{i}",
            "author_id": f"a{i * 7 % 60}",
            "text": f"the {('women', 'men', 'locals')[i % 3]} were {('kind', 'beautiful')[i % 5 == 0]} in the morning",
            "created_at": f"2024-02-{1 + i % 28:02d}T10:00:00Z",
            "gender": ("female", "male", "nonbinary", None)[i % 4],
            "toxic": ("yes", "no")[i % 3 == 0],
            "likes": i % 7,
            # Swedish by six authors in each half, by twelve in all.
            "lang": "sv" if i * 7 % 60 < 12 else "en",
        }
        for i in range(number)
    ]


@pytest.fixture
def tally(tmp_path):
    def write(name, rows, *, secret=KEY, plan=PLAN, **changes):
        result = api.run_audit(rows, plan=plan, workers=1, **changes)
        path = tmp_path / f"{name}.arrow"
        path.write_bytes(api.save_tally(result, secret=secret))
        return path

    return write


def halves():
    rows = records()
    return [[row for row in rows if (int(row["author_id"][1:]) % 12 < 6) == first] for first in (True, False)]


def test_merged_tallies_are_the_whole_run_byte_for_byte(tally):
    rows = records()
    whole = audit.run(rows, plan=PLAN, workers=1)
    for parts in (halves(), [rows[:50], rows[50:51], rows[51:]], [rows[::2], rows[1::2]]):
        paths = [tally(f"part{index}", part) for index, part in enumerate(parts)]
        for order in (paths, paths[::-1]):
            merged = audit.merge(order)
            assert Report(merged).json() == Report(whole).json()


def test_a_language_too_rare_in_every_part_is_printed_of_the_sum(tally):
    whole = audit.run(records(), plan=PLAN, workers=1)
    merged = audit.merge([tally(f"part{index}", part) for index, part in enumerate(halves())])
    assert whole.dataset["languages"] == {"en": 192, "sv": 48}
    assert merged.dataset["languages"] == whole.dataset["languages"]


def test_one_tally_alone_is_its_run_whatever_its_key(tally):
    whole = audit.run(records(), plan=PLAN, workers=1)
    assert audit.merge(str(tally("one", records(), secret=None))).as_dict() == whole.as_dict()


def test_tallies_can_be_merged_without_their_posts_and_hold_neither_text_nor_author(tally):
    content = tally("one", records()).read_bytes()
    for secret in (b"beautiful", b"a35", b"morning"):
        assert secret not in content


def changed_about(path, **changes):
    """The same tally, with something else travelling along."""
    with pa.ipc.open_file(pa.BufferReader(path.read_bytes())) as reader:
        table = reader.read_all()
    metadata = dict(table.schema.metadata)
    metadata[b"about"] = json.dumps({**json.loads(metadata[b"about"]), **changes}).encode()
    table = sealed(table.replace_schema_metadata(metadata))
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return path


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ({"secret": b"another key here"}, "different keys"),
        ({"floors": {"authors": 11}}, "different plans: floors"),
        ({"tolerances": {"share_gap": 0.1}, "labels": []}, "different plans: labels, tolerances"),
        ({"benchmarks": {"gender": "us-adults-2020"}}, "different plans: benchmarks"),
    ],
)
def test_what_does_not_belong_together_is_refused(second, words, tally):
    first, other = halves()
    with pytest.raises(TallyError, match=words) as told:
        audit.merge([tally("first", first), tally("second", other, **second)])
    assert "first.arrow" in str(told.value)


def test_the_same_posts_twice_are_refused_and_named(tally):
    first, other = halves()
    paths = [tally("first", first), tally("second", other), tally("again", first[::-1])]
    with pytest.raises(TallyError, match=r"first\.arrow and again\.arrow: hold the same posts"):
        audit.merge(paths)


def test_another_version_or_lexicon_is_refused(tally):
    path = changed_about(tally("old", records()), version="0.0.1")
    with pytest.raises(TallyError, match=r"old\.arrow: measured by postaudit 0\.0\.1"):
        audit.merge([path])
    path = changed_about(tally("other", records()), resources={"identity-en": "0" * 64})
    with pytest.raises(TallyError, match=r"other\.arrow: measured with another 'identity-en'"):
        audit.merge([path])


def test_what_lacks_what_should_travel_along_is_refused(tally):
    for lacking in ({"plan": None}, {"dataset": {}}, {"fields": None}, {"resources": None}, {"dataset": None}):
        with pytest.raises(TallyError, match=r"t\.arrow"):
            audit.merge([changed_about(tally("t", records()), **lacking)])


def test_another_plan_than_the_tallies_is_refused_and_theirs_is_not(tally):
    path = tally("one", records())
    with pytest.raises(TallyError, match="another plan than is given: floors"):
        audit.merge([path], plan={**PLAN, "floors": {"authors": 20}})
    assert audit.merge([path], plan=PLAN).dataset["posts"] == 240


def test_a_benchmark_file_must_be_given_again(tally, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("attribute,group,share\ngender,women,0.5\ngender,men,0.5\n", encoding="utf-8")
    plan = {**PLAN, "benchmarks": {"gender": f"{own}:residents"}}
    path = tally("one", records(), plan=plan)
    assert audit.merge([path], plan=plan).as_dict() == audit.run(records(), plan=plan, workers=1).as_dict()
    own.write_text("attribute,group,share\ngender,women,0.4\ngender,men,0.6\n", encoding="utf-8")
    with pytest.raises(TallyError, match=r"another 'own"):
        audit.merge([path], plan=plan)


def test_nothing_to_merge():
    with pytest.raises(TallyError, match="nothing to merge"):
        audit.merge([])
