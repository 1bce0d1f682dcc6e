"""Hostile names of files, columns, attributes, groups, labels, votes, communities and plans, through every command."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # helpers stand beside the tests

import hostile_checks as checks
from hostile_labels import HOST

TEXT, AUTHOR, STATED, LABEL = "te<b>xt\x1b[1m", '"author"=1', "=gen|der\u202e", "[tox](x)`{{1}}`"
RATERS = ("rater <i>1", "rater =2", "rater \u202e3")
GROUPS = (
    "g0g <script>x</script>",
    '=HYPERLINK("g1g")',
    "g2g\x1b[31m|x|",
    "[g3g](//x)",
    "\u202eg4g \\input{x}",
    "g5g\nnothing was found\u200b{{7*7}}",
)
VALUES = ("=v0v+1", "<b>v1v", "@v2v\x9b")
PLACES = ("p0p](x)", "-p1p", "p2p\x00|", "p3p\u2028x")
ATTRIBUTE = "a0a \x1b]0;x\x07<b>"
TITLE = f'd0d </title><script>"\x1b[2J\u202e[x](https://{HOST})'
FILE = "f0f <b>{{7}}\x1b[31m\u202e&amp;=1.jsonl"
FORMATS = (
    "json,html,md,csv,svg,summary,junit,sarif,tex,datasheet,data-statement,croissant,dpia,training-summary,impact-ratios,"
    "requirements"
)


def quoted(text: str) -> str:
    """A string of TOML."""
    return '"' + "".join(each if each.isalnum() or each in " .,-" else f"\\U{ord(each):08x}" for each in text) + '"'


def written(folder: Path, name: str, shift: int) -> Path:
    """120 authors with three posts each; ``shift`` moves what is said of whom."""
    path = folder / name
    rows = []
    for n in range(360):
        who = n % 120
        rows.append({
            "post_id": f"{n}", AUTHOR: f"a{who}", "created_at": f"2025-0{1 + n % 6}-11T10:00:00Z", "lang": ("en", "<b>", "=de")[who % 3],
            TEXT: f"{('women', 'men', 'Muslims')[(n + shift) % 3]} are {('lovely', 'strong', 'dangerous')[n % 3]} today, day {n}",
            "subreddit": PLACES[n % 4], "likes": n % 7, STATED: GROUPS[(who + shift * (who % 2)) % 6],
            LABEL: VALUES[(n + shift) % (2 if who % 6 < 3 else 3)],
            **{rater: VALUES[(n + k * (n % 5 == 0)) % 3] for k, rater in enumerate(RATERS)},
        })  # fmt: skip
    lines = [json.dumps(each) for each in rows]
    lines.append(lines[0].replace('"lovely', '"\\ud800 lovely').replace('"0"', '"half a pair \\ud800"'))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commands")
    written(folder, FILE, 0)
    written(folder, "later.jsonl", 1)
    shares = "".join('"{}","{}",{}\n'.format(ATTRIBUTE, each.replace('"', '""'), s) for each, s in zip(GROUPS, (0.5, 0.3, 0.1, 0.05, 0.03, 0.02), strict=True))  # fmt: skip
    (folder / "bench <i>=.csv").write_text(f"attribute,group,share\n{shares}", encoding="utf-8")
    plan = f"""
labels = [{quoted(LABEL)}]
[dataset]
name = {quoted(TITLE)}
[card]
description = {quoted(TITLE)}
citation = {quoted(TITLE)}
creator = {quoted(TITLE)}
purpose = {quoted(TITLE)}
license = {quoted(TITLE)}
[columns]
text = {quoted(TEXT)}
author_id = {quoted(AUTHOR)}
community = "subreddit"
[groups.{quoted(ATTRIBUTE)}]
column = {quoted(STATED)}
values = {{ {", ".join(f"{quoted(each)} = [{quoted(each)}]" for each in GROUPS)} }}
[benchmarks]
{quoted(ATTRIBUTE)} = "bench <i>=.csv:residents"
[votes]
each = [{", ".join(map(quoted, RATERS))}]
[gate.accept]
"labels.x" = {quoted(TITLE)}
"""
    (folder / "audit.toml").write_text(plan, encoding="utf-8")
    return folder


def is_quiet(told) -> str:
    """What a command said, after a look for what could steer a terminal, and for defects."""
    assert told.code in (0, 1), told.err
    for said in (told.out, told.err):
        assert not checks.unseen(said), (checks.unseen(said)[:5], said[:500])
        assert "a defect of" not in said
        assert "Traceback" not in said
        assert not re.search("^nothing was found", said, re.MULTILINE), "a name makes no line of its own"
    return told.out + told.err


def is_inert(folder: Path) -> dict[str, int]:
    """Every file of a report is what it should be; how many of each kind there were."""
    seen: dict[str, int] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        seen[path.suffix] = seen.get(path.suffix, 0) + 1
        if path.suffix == ".arrow":
            continue
        text = path.read_bytes().decode()
        if path.suffix in (".json", ".sarif"):
            json.loads(text)
        if path.suffix == ".html":
            checks.inert(checks.parsed(text))
        if path.suffix == ".svg":
            checks.drawing(text)
        if path.suffix == ".md":
            checks.markdown_is_ours(text)
        if path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(text, newline="")))
            assert len({len(row) for row in rows}) == 1
            assert not [cell for row in rows for cell in row if checks.is_formula(cell)]
            text = text.replace("\r\n", "\n")
        if path.suffix == ".tex":
            checks.latex_is_ours(text)
        assert not checks.unseen(text, isolates=True), (path.name, checks.unseen(text, isolates=True)[:5])
    return seen


def markers(text: str) -> set[str]:
    return set(re.findall("g[0-5]g|v[0-2]v|p[0-3]p|a0a|d0d|f0f", text))


def test_every_command_prints_and_writes_text_alone(place, postaudit):
    """One test, since each command goes on where another ended."""
    posts, later, plan = place / FILE, place / "later.jsonl", place / "audit.toml"
    asked = ("-c", plan, "-o")

    def call(*arguments):
        return is_quiet(postaudit(*arguments))

    said = call("run", posts, *asked, place / "one", "--format", FORMATS, "--fail-on", "low")
    assert {"d0d", "a0a", "f0f"} & markers(said)
    [first] = (place / "one").iterdir()
    seen = is_inert(first)
    assert {".html", ".md", ".csv", ".svg", ".json", ".xml", ".sarif", ".tex"} <= seen.keys()
    page = (first / "report.html").read_text(encoding="utf-8")
    wanted = (
        {f"g{n}g" for n in range(6)}
        | {f"v{n}v" for n in range(3)}
        | {f"p{n}p" for n in range(4)}
        | {"a0a", "d0d", "f0f"}
    )
    assert not wanted - markers(page), wanted - markers(page)
    assert json.loads((first / "findings.json").read_bytes())["dataset"]["sources"][0]["rejected"] == 1

    call("run", later, *asked, place / "two", "--format", "json")
    [second] = (place / "two").iterdir()
    name = json.loads((first / "findings.json").read_bytes())["findings"][0]["id"]
    call("explain", name, "--findings", first / "findings.json")
    call("report", first, "-c", plan, "-o", place / "again", "--format", "md")
    said = call(
        "compare",
        first,
        second,
        "--unpaired",
        "-o",
        place / "compared",
        "--format",
        "json,html,md,csv,svg,summary,junit,sarif",
    )
    assert {"a0a", "g0g", "v1v"} & markers(said)
    is_inert(place / "compared")
    label = f"label:{LABEL}={VALUES[0]}"
    for verb, more in (
        ("filter-impact", (posts, "--rule", label, "--rule", "min-length=30")), ("survival", (posts, later)), ("overlap", (posts, later)),
    ):  # fmt: skip
        said = call(verb, *more, *asked, place / verb, "--format", "html,md,csv")
        assert markers(said), verb
        is_inert(place / verb)
    assert "g0g" in call("weights", posts, *asked, place / "weights.csv")
    for number, remedy in enumerate(
        (("reweigh", "--by", ATTRIBUTE, "--no-audit"), ("resample", "--by", ATTRIBUTE, "--to", "equal", "--no-audit"))
    ):
        call("mitigate", remedy[0], posts, *remedy[1:], *asked, place / f"mitigated{number}.csv")
    call("power", "-c", plan, "--share", "0.1", "--deff", "4")
    call("power", first, "-c", plan, "--format", "json")
    call("sample-for-coding", posts, *asked, place / "sheet.csv", "--hits", "20", "--non-hits", "20")
    rows = list(csv.reader(io.StringIO((place / "sheet.csv").read_bytes().decode(), newline="")))
    assert not [cell for row in rows for cell in row if checks.is_formula(cell)]
    call("redact", posts, *asked, place / "redacted.jsonl")
    call("tally", posts, *asked, place / "part.tally")
    call("merge", place / "part.tally", *asked, place / "merged", "--format", "json")
    call("init", posts, "-o", place / "started.toml")
    call("convert", posts, *asked, place / "converted.jsonl")


def test_a_table_of_remedies_holds_no_formula(tmp_path, monkeypatch):
    """What ``mitigate learner`` writes; to train one takes longer than all commands above."""
    import pandas as pd

    from audit.mitigation.mitigating import LearnerTable

    rows = pd.DataFrame({"group": ["=1+1", "a\x1bb", "-5.2"], "gap": [0.5, 0.25, -0.125]})
    monkeypatch.setattr(LearnerTable, "to_frame", lambda _: rows)
    LearnerTable(None).write(tmp_path / "remedies.csv")
    text = (tmp_path / "remedies.csv").read_text(encoding="utf-8")
    assert text == "group,gap\n'=1+1,0.5\na⟨U+001B⟩b,0.25\n-5.2,-0.125\n"
