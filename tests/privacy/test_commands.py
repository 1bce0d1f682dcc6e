"""Every command, on planted posts: nothing of a person in any byte that it writes, says or leaves behind.

Files that hold posts on purpose keep another promise, and are held to it: authors are pseudonyms, and what is no part of
the post schema is gone. A report of everything is made once; commands that read one read that.
"""

from __future__ import annotations

import json
import re
import shutil
import stat
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import planted as made
import pytest
from searching import Search, files, leaked

MAPPED = (
    *("--group", "gender=gender", "--group", "place=place", "--label", "label", "--label", "feelings"),
    *("--columns", "community=community"),
)
ALSO = "amplification,artefacts,associations,embeddings,label_conflicts,privacy,repetition,rhythm,sampling,sentiment"
FORMS = "datasheet,data-statement,croissant,dpia,training-summary,requirements,impact-ratios"
EVERYTHING = (
    *(*MAPPED, "--benchmark", "gender=us-residents-2020", "--also", ALSO),
    *("--score", "score", "--truth", "label", "--positive", "yes", "--votes", "yes=n_yes,no=n_no"),
    *("--format", f"html,json,md,csv,svg,summary,junit,sarif,tex,{FORMS}"),
)
#: What tallies and written posts hold on purpose: what groups, communities and labels are called, whoever they are of.
NAMES = ("group", "label value", "community", "place", "country")
#: And written posts: what people wrote, under ids of posts.
POSTS = (*NAMES, "post", "text", "token of a text", "handle", "word", "phone", "time of a post")


def words_in_a_row(content: bytes, runs: set[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Runs of words of the posts in a file, whatever stands between words."""
    words = [each for each in re.split(r"[^\w@#:/.+-]+", content.decode("utf-8", "replace").lower()) if each]
    length = len(next(iter(runs)))
    return [run for run in zip(*(words[at:] for at in range(length)), strict=False) if run in runs]


def promised(planted, written, allowed=None) -> None:
    """Hold files to their promises: by the end of a name, the kinds of secrets that such a file may hold."""
    for name, content in written.items():
        kinds = next((kinds for end, kinds in (allowed or {}).items() if name.endswith(end)), ())
        assert not leaked(planted.search, {name: content}, kinds)
        if "text" not in kinds and "token of a text" not in kinds:
            private = "evidence." in name  # passages, masked: no six words in a row
            assert not words_in_a_row(content, planted.long_runs if private else planted.runs), name


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Where the reports are that other commands read."""
    return tmp_path_factory.mktemp("reports")


@pytest.fixture
def report(planted, reports, watched):
    """The folder of a report with everything in it, made once."""
    folder = reports / "everything"
    if not folder.exists():
        told = watched("run", planted.posts, *EVERYTHING, "-v", "--key-file", planted.key, "-o", folder, out=folder)
        assert told.code == 0, told.err
        promised(planted, told.files, {"tally.arrow": NAMES})
    [found] = folder.iterdir()
    return found


@pytest.fixture
def half(planted, reports, watched):
    """A report on some of the posts."""
    folder = reports / "half"
    if not folder.exists():
        told = watched("run", planted.first, *MAPPED, "--key-file", planted.key, "-o", folder, out=folder)
        assert told.code == 0, told.err
        promised(planted, told.files, {"tally.arrow": NAMES})
    [found] = folder.iterdir()
    return found


# --- the search itself ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        "{0}",
        "before{0}after",
        "{reversed}",
        "{lower}",
        "{hex}",
        "{base64}",
        "{url}",
        "{html}",
        "{json}",
        "{md5}",
        "{sha256}",
        "{gzip}",
    ],
)
def test_a_planted_leak_is_found(planted, form, tmp_path):
    """A writer that leaks: were the search blind to a form, this would say so."""
    import base64
    import gzip
    import hashlib
    import html
    from urllib.parse import quote

    secret = made.handle(7)
    text = planted.rows[3]["text"] + ' <&"é'
    forms = {
        "reversed": secret[::-1],
        "lower": secret.upper().lower(),
        "hex": f"x{secret.encode().hex()}",
        "base64": base64.b64encode(f"it is {secret}, said he".encode()).decode(),
        "url": quote(f"?who={secret}&what", safe=""),
        "html": html.escape(f"<b>{secret}</b>"),
        "json": json.dumps({"who": secret}),
        "md5": hashlib.md5(secret.encode()).hexdigest(),
        "sha256": base64.b64encode(hashlib.sha256(secret.encode()).digest()).decode(),
        "gzip": "",
    }
    content = form.format(secret, **forms).encode()
    if form == "{gzip}":
        content = gzip.compress(f"hidden {secret}".encode())
    (tmp_path / "report.html").write_bytes(b"<html>" * (form != "{gzip}") + content)
    assert any("handle" in each for each in leaked(planted.search, files(tmp_path)))
    (tmp_path / f"{secret}.svg").touch()
    assert any("names in" in each for each in leaked(planted.search, files(tmp_path)))
    assert words_in_a_row(text.encode(), planted.runs)


def test_every_kind_of_secret_is_found_where_it_stands(planted):
    """In the posts themselves; and nothing is found where nothing is."""
    found = {
        each.split(": ", 1)[1].split(" '")[0] for each in leaked(planted.search, {"posts": planted.posts.read_bytes()})
    }
    assert found >= {*POSTS, "author", "coordinate", "first name"}
    assert not leaked(planted.search, {"page": Path(__file__).read_bytes().replace(b"zq", b"qz")})


def test_a_secret_too_short_to_be_told_from_chance_is_refused():
    with pytest.raises(ValueError, match="too short"):
        Search({"word": {"abc"}})


# --- commands that report ---------------------------------------------------------------------------------------------


def test_a_report_of_everything_tells_of_nobody(report, planted):
    content = (report / "findings.json").read_text()
    assert made.COMMON_WORD in content, "words that many use are printed, so a word that few use could have been"
    metrics = {each["metric"] for each in json.loads(content)["estimates"]}
    assert metrics >= {
        "amplification",
        "associations",
        "labels",
        "mentions",
        "privacy",
        "repetition",
        "sampling",
        "scores",
    }


def test_who_may_read_what_is_exact(report):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in report.iterdir() if path.is_file()}
    assert modes["tally.arrow"] == 0o600
    assert modes["report.html"] != 0o600


def test_ids_named_as_groups_and_labels_stay_out(planted, watched, tmp_path):
    """Somebody names the column of handles as a group, and that of ids as a label."""
    wrong = ("--group", "who=handle", "--group", "called=name", "--label", "post_id", "--also", "repetition,artefacts")
    told = watched("run", planted.posts, *wrong, "-v", "-o", tmp_path / "r", out=tmp_path / "r")
    assert told.code == 0, told.err
    # Columns that were named as groups are in the tally as what they were named.
    promised(planted, told.files, {"tally.arrow": (*NAMES, "handle", "first name", "token of a text")})


def test_rows_of_judgements_tell_of_no_annotator(planted, watched, tmp_path):
    rows = ("--votes-rows", "annotator=worker,label=answer")
    told = watched("run", planted.judged, *rows, "-v", "-o", tmp_path / "r", out=tmp_path / "r")
    assert told.code == 0, told.err
    assert any(b"agreement" in content for name, content in told.files.items() if name.endswith("findings.json"))
    promised(planted, told.files, {"tally.arrow": NAMES})


def test_masked_passages_hold_no_run_of_words(planted, watched, tmp_path):
    told = watched("run", planted.posts, *MAPPED, "--quotes", "masked", "-o", tmp_path / "r", out=tmp_path / "r")
    assert told.code == 0, told.err
    [page] = [content for name, content in told.files.items() if name.endswith("evidence.html")]
    assert b"women" in page
    promised(planted, told.files, {"tally.arrow": NAMES})


def test_tallies_and_what_is_made_of_them(planted, watched, tmp_path):
    parts = []
    for name in ("first", "rest"):
        parts.append(tmp_path / f"{name}.tally")
        source = getattr(planted, name)
        told = watched("tally", source, *MAPPED, "-v", "--key-file", planted.key, "-o", parts[-1], out=tmp_path)
        assert told.code == 0, told.err
        promised(planted, told.files, {".tally": NAMES})
        assert stat.S_IMODE(parts[-1].stat().st_mode) == 0o600
    told = watched("merge", *parts, "-o", tmp_path / "merged", out=tmp_path / "merged")
    assert told.code == 0, told.err
    promised(planted, told.files)


def test_what_reads_a_report(planted, report, half, watched, tmp_path):
    again = watched("report", report, "-o", tmp_path / "again", out=tmp_path / "again")
    changed = watched("compare", half, report, "-o", tmp_path / "changed", out=tmp_path / "changed")
    needed = watched("power", report, "-o", tmp_path / "power.txt", out=tmp_path)
    told = watched("explain", "representation.gender", "--findings", report, out=tmp_path)
    for each in (again, changed, needed, told):
        assert each.code == 0, each.err
        promised(planted, each.files)


def test_a_run_beside_an_earlier_one(planted, half, watched, tmp_path):
    more = ("--key-file", planted.key, "--baseline", half, "--format", "json,md")
    told = watched("run", planted.posts, *MAPPED, *more, "-o", tmp_path / "r", out=tmp_path / "r")
    assert told.code == 0, told.err
    promised(planted, told.files, {"tally.arrow": NAMES})


def test_filters(planted, watched, tmp_path):
    rules = ("--rule", "min-length=40", "--rule", "score:score<0.6", "--rule", f"no-words={_words(tmp_path)}")
    told = watched("filter-impact", planted.posts, *MAPPED, *rules, "-v", "-o", tmp_path / "r", out=tmp_path / "r")
    assert told.code == 0, told.err
    promised(planted, told.files)


def _words(folder: Path) -> Path:
    path = folder / "words.txt"
    path.write_text("lazy\nband\n")
    return path


def test_what_a_later_snapshot_still_has(planted, watched, tmp_path):
    told = watched("survival", planted.posts, planted.first, *MAPPED, "-v", "-o", tmp_path / "r", out=tmp_path / "r")
    assert told.code == 0, told.err
    promised(planted, told.files)


def test_what_two_collections_share(planted, watched, tmp_path):
    told = watched("overlap", planted.posts, planted.first, "-v", "-o", tmp_path / "r", out=tmp_path / "r")
    assert told.code == 0, told.err
    promised(planted, told.files)


def test_every_command_is_searched():
    """A new command has its place here, or this fails."""
    from audit.cli.commands import cli

    named = set(re.findall(r'"([a-z-]+)"', Path(__file__).read_text(encoding="utf-8")))
    assert set(cli.commands) <= named


def test_a_plan_to_start_from_and_a_dry_run(planted, watched, tmp_path):
    for verb in (
        ("init", planted.posts, "-o", tmp_path / "audit.toml"),
        ("run", planted.posts, *MAPPED, "--dry-run", "-v"),
        ("list", "metrics"),
        ("schema", "posts"),
        ("explain", "labels"),
        ("rules", "--platform", "X"),
        ("completion", "bash"),
    ):
        told = watched(*verb, out=tmp_path)
        assert told.code == 0, told.err
        promised(planted, told.files)


def test_pages_of_view_are_searched(planted, report):
    """Whatever a reader of ``postaudit`` "view" comes to by following links, the tables to download among it."""
    from audit.viewing.answers import answer
    from audit.viewing.shelf import Shelf

    shelf, seen, waiting = Shelf(report), {}, ["/"]
    while waiting and len(seen) < 60:
        address = waiting.pop(0)
        given = answer(shelf, address)
        seen[f"{len(seen)}.html"] = given.body
        where = dict(given.more).get("Location", "")
        links = [where] if where else re.findall(r'href="([^"#]+)', given.body.decode("utf-8", "replace"))
        for link in links:
            target = urljoin(address, unescape(link))
            if target.startswith("/") and target not in waiting:
                waiting.append(target)
    assert len(seen) > 20
    promised(planted, seen)


# --- commands that write posts, or ids of posts -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["posts.jsonl", "posts.parquet"])
def test_written_posts_name_no_author(name, planted, watched, tmp_path):
    told = watched("convert", planted.posts, *MAPPED, "-v", "-o", tmp_path / name, out=tmp_path)
    assert told.code == 0, told.err
    promised(planted, told.files, {name: POSTS})
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("arguments", "name", "kinds"),
    [
        (("weights", "--group", "gender=gender", "--benchmark", "gender=us-residents-2020"), "w.csv", ("post",)),
        (("mitigate", "reweigh", "--label", "label", "--group", "gender=gender", "--by", "gender"), "w.csv", ("post",)),
        (("mitigate", "cap", *MAPPED, "--most", "5"), "kept.csv", ("post",)),
        (("mitigate", "mask", *MAPPED, "--axis", "gender"), "masked.jsonl", POSTS),
        (("mitigate", "swap", *MAPPED, "--pair", "women,men", "--no-audit"), "more.jsonl", POSTS),
        (("sample-for-coding",), "sheet.csv", ("token of a text", "word")),
    ],
    ids=lambda each: each[1] if isinstance(each, tuple) and each[0] == "mitigate" else None,
)
def test_what_is_written_on_purpose_is_all_that_is_written(arguments, name, kinds, planted, watched, tmp_path):
    verb = (arguments[0], *((arguments[1],) if arguments[0] == "mitigate" else ()))
    rest = arguments[len(verb) :]
    told = watched(*verb, planted.posts, *rest, "-v", "-o", tmp_path / name, out=tmp_path)
    assert told.code == 0, told.err
    promised(planted, told.files, {name: kinds})
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_redacted_copy_holds_words_and_no_name(planted, watched, tmp_path):
    """Words are what a copy is for; handles, ids, addresses, places and what few authors share are not."""
    told = watched(
        "redact", planted.posts, *MAPPED, "--rare-below", "10", "-v", "-o", tmp_path / "r.jsonl", out=tmp_path
    )
    assert told.code == 0, told.err
    promised(planted, told.files, {"r.jsonl": ("text", "token of a text", "word", "label value")})
    assert stat.S_IMODE((tmp_path / "r.jsonl").stat().st_mode) == 0o600


def test_what_is_refused_names_no_group_of_few(planted, watched, tmp_path):
    by = ("--group", "gender=gender", "--by", "gender", "--to", "equal")
    told = watched("mitigate", "resample", planted.posts, *by, "-v", "-o", tmp_path / "left.csv", out=tmp_path)
    assert told.code == 2
    assert "1 group has fewer than 10 authors" in told.err
    promised(planted, told.files)
    shutil.rmtree(tmp_path / "temporary")


def test_a_work_folder_holds_no_id_no_handle_and_no_post(planted, watched, tmp_path):
    """It is as private as the posts: names of groups and labels are in it, words and keys too, and no more than that."""
    work = tmp_path / "work"
    for posts, more in (
        (planted.posts, EVERYTHING[:-2]),
        (planted.judged, ("--votes-rows", "annotator=worker,label=answer")),
    ):
        told = watched("run", posts, *more, "--work", work, "-o", tmp_path / "r", out=work)
        assert told.code == 0, told.err
    kept = {name: content for name, content in told.files.items() if name.endswith(".part")}
    assert len(kept) == 2
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in work.rglob("*") if path.is_file())
    promised(planted, {name: content for name, content in told.files.items() if name not in kept})
    # Hashes of authors under the key that says which bucket they count in are in it, as the page on resuming says.
    found = {
        each.split(": ", 1)[1]
        for each in leaked(planted.search, kept, (*NAMES, "token of a text", "word"))
        if not each.endswith(", bucket key")
    }
    assert not found
    assert not [run for content in kept.values() for run in words_in_a_row(content, planted.long_runs)]
