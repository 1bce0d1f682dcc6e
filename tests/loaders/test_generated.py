"""Text that a model wrote: people's turns are left out and counted, outputs of one prompt are one cluster."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

import audit
from audit.api import run_audit, save_tally
from audit.hashing import hash_strings
from audit.loaders.door import admit
from audit.loaders.generated import written_by_people

KEY = b"0123456789abcdef"


def batch(**columns: list[str | None]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(each, pa.string()) for each in columns.values()], names=list(columns))


def records(prompts: int = 160, outputs: int = 6) -> list[dict[str, str]]:
    """Answers that depend on the prompt alone: as much is known of six of them as of one."""
    return [
        {
            "id": f"g{prompt}-{output}",
            "prompt_id": f"p{prompt}",
            "prompt": "Write about the women in the park.",
            "completion": f"The {'women' if prompt % 4 == 0 else 'visitors'} had soup at table {output}",
        }
        for prompt in range(prompts)
        for output in range(outputs)
    ]


PLAN = {"dataset": {"generated": True, "name": "model"}, "metrics": ["mentions"]}


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in rows))
    return path


@pytest.fixture
def audited(tmp_path):
    """The audit of records in a file: a list in memory is a table."""

    def of(rows, **changes):
        return audit.run(write(tmp_path / "rows.jsonl", rows), plan={**PLAN, **changes}, workers=1)

    return of


def women(findings):
    return findings.estimate("mentions.gender.women.posts")


def test_clusters_are_prompts_where_there_is_no_author():
    posts = batch(
        author_id=[None, None, "ann", None],
        conversation_id=["p1", "p1", "p1", None],
        text=["one", "two", "three", "two"],
    )
    plain, prompted = admit(posts, KEY).author_key, admit(posts, KEY, by_conversation=True).author_key
    assert prompted[0] == prompted[1] == hash_strings(pa.array(["p1"]))[0]
    assert prompted[2] == plain[2] == hash_strings(pa.array(["ann"]))[0]
    assert prompted[3] == plain[3] == plain[1]
    assert plain[0] != plain[1]
    assert admit(posts, KEY, by_conversation=True).fingerprint() == admit(posts, KEY).fingerprint()


@pytest.mark.parametrize(
    ("role", "theirs"),
    [("user", True), (" Human ", True), ("prompter", True), ("assistant", False), ("gpt", False), (None, False)],
)
def test_who_wrote_a_turn_is_as_stated(role, theirs):
    assert written_by_people(batch(**{"attribute:role": [role]})).tolist() == [theirs]
    assert written_by_people(batch(text=["x"])).tolist() == [False]


def test_turns_of_people_are_left_out_and_the_books_balance(audited):
    findings = audited(records())
    [source] = findings.dataset["sources"]
    assert (source["records"], source["posts"], source["skipped"]) == (1920, 960, 960)
    assert source["skipped_by_kind"] == {"turn of a person": 960}
    assert findings.dataset["generated"] == {"cluster": "prompt", "clusters": 160}
    assert findings.dataset["authors"] is None
    # The prompts all mention women; of the answers every fourth does.
    assert women(findings).value == pytest.approx(250)


def test_without_the_flag_nothing_is_left_out_and_nothing_is_said(audited):
    findings = audited(records(), dataset={})
    assert findings.dataset["sources"][0]["posts"] == 1920
    assert "generated" not in findings.dataset
    assert "generated" not in findings.audit["plan"]["dataset"]


def test_six_outputs_of_a_prompt_tell_as_much_as_one_where_they_agree(audited):
    six, one = women(audited(records(160, 6))), women(audited(records(160, 1)))
    assert six.value == pytest.approx(one.value)
    assert six.n_effective == pytest.approx(one.n_effective, rel=0.05)
    assert (six.low, six.high) == pytest.approx((one.low, one.high), rel=0.03)
    table = [{"id": each["id"], "text": f"{each['completion']} of {each['prompt_id']}"} for each in records(160, 6)]
    unclustered = women(audited(table, dataset={}))
    assert unclustered.high - unclustered.low < 0.6 * (six.high - six.low)


def test_a_table_may_name_its_prompts(audited):
    table = [{"id": each["id"], "task": each["prompt_id"], "text": each["completion"]} for each in records()]
    columns = {"post_id": "id", "conversation_id": "task", "text": "text"}
    named = audited(table, columns=columns)
    assert named.dataset["generated"] == {"cluster": "prompt", "clusters": 160}
    chat = audited(records())
    assert (women(named).low, women(named).high) == (women(chat).low, women(chat).high)


def test_outputs_without_a_prompt_cluster_by_text_and_it_is_said(audited):
    table = [{"id": str(number), "text": f"The women had soup {number % 50}"} for number in range(100)]
    findings = audited(table)
    assert findings.dataset["generated"] == {"cluster": "text", "clusters": 50}


def test_the_same_for_any_order_split_and_workers(tmp_path: Path):
    rows = records(60, 4)
    halves = tmp_path / "halves"
    halves.mkdir()
    whole = write(tmp_path / "whole.jsonl", rows)
    write(halves / "a.jsonl", rows[::2][::-1])
    write(halves / "b.jsonl", rows[1::2])
    told = [audit.run(where, plan=PLAN, workers=n).to_json() for where, n in ((whole, 1), (halves, 1), (halves, 2))]
    assert told[0] == told[1] == told[2]


def test_tallies_of_parts_are_the_tally_of_the_whole(tmp_path: Path):
    rows = records(60, 4)
    paths = []
    for name, some in (("a", rows[:100]), ("b", rows[100:])):
        part = write(tmp_path / f"{name}.jsonl", some)
        paths.append(tmp_path / f"{name}.tally")
        paths[-1].write_bytes(save_tally(run_audit(part, plan=PLAN, workers=1), secret=KEY))
    merged, whole = audit.merge(paths), audit.run(write(tmp_path / "all.jsonl", rows), plan=PLAN, workers=1)
    assert merged.dataset["generated"] == whole.dataset["generated"] == {"cluster": "prompt", "clusters": 60}
    assert merged.estimates == whole.estimates


def test_several_answers_to_one_prompt_are_posts_of_their_own():
    from audit.loaders.platforms.chat import Chat

    rows = [row for each in records(1, 2) for row in Chat().rows(each)]
    assert [row["post_id"] for row in rows] == ["g0-0/1", "g0-0/2", "g0-1/1", "g0-1/2"]
    assert {row["conversation_id"] for row in rows} == {"p0"}


def test_what_is_said_of_it(audited):
    from audit.report.summary import summary

    findings = audited(records())
    assert summary(findings).extent == "960 generated posts from 160 prompts"
    caveats = {caveat for each in findings.findings for caveat in each.caveats}
    assert any("a model is no author" in each for each in caveats)
    assert not any("posts of one person" in each for each in caveats)
