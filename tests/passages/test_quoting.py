"""Text of posts leaves only where it was asked for, into files of their own, and the command says so."""

from __future__ import annotations

import csv
import html
import random
import re
import stat

import pyarrow as pa
import pytest

NAMES = ("evidence.html", "evidence.md")


@pytest.fixture(scope="module")
def planted():
    """Posts that give findings, each with words that nobody else wrote, and with what leads to people."""
    chance = random.Random(7)

    def word():
        return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(4))

    posts = []
    for n in range(400):
        own = " ".join(word() for _ in range(4))
        group, rare = ("women", n % 3 == 0) if n % 2 else ("men", n % 10 != 0)
        sign = "quiet" if rare else "beautiful"
        posts.append(f"the {sign} {group} of our town {own} said that it was a good day for all of us here {word()}")
    return posts


@pytest.fixture(scope="module")
def source(planted, tmp_path_factory):
    path = tmp_path_factory.mktemp("posts") / "posts.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["post_id", "author_id", "text", "lang", "toxic"])
        for n, text in enumerate(planted):
            writer.writerow([f"p{n}", f"author{n % 200}", text, "en", "yes" if "beautiful" in text else "no"])
        writer.writerow(["p999", "author999", *planted[0].split(), "en", "too", "many", "cells"])
    return path


def grams(text, length=5):
    words = re.findall(r"\w+", re.sub(r"<[^>]*>|[*\\]", "", html.unescape(text)).lower())
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


def written(folder):
    """What each file says, binary ones too."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        raw = path.read_bytes()
        yield path.name, raw.decode("utf-8", errors="replace")
        if path.suffix == ".arrow":
            table = pa.ipc.open_file(pa.py_buffer(raw)).read_all() if raw.startswith(b"ARROW1") else None
            table = table if table is not None else pa.ipc.open_stream(pa.py_buffer(raw)).read_all()
            yield path.name, f"{table.schema.metadata} {table.to_pylist()}"


def leaked(folder, planted):
    known = {gram for text in planted for gram in grams(text)}
    return {name for name, text in written(folder) if known & grams(text)}


@pytest.fixture
def run(postaudit, source, tmp_path):
    def call(*arguments):
        told = postaudit(
            "run", source, "-o", tmp_path, "--workers", 1, "--label", "toxic", "--max-reject", 0.5, *arguments
        )
        assert told.code == 0, told.err
        [folder] = tmp_path.iterdir()
        return told, folder

    return call


def test_without_being_asked_no_text_is_in_any_file(run, planted):
    told, folder = run()
    assert not {path.name for path in folder.iterdir()} & set(NAMES)
    assert "markers.gender.women.appearance" in (folder / "findings.json").read_text(encoding="utf-8")
    assert (folder / "rejected.jsonl").stat().st_size
    assert leaked(folder, planted) == set()
    assert not grams(told.out + told.err) & {gram for text in planted for gram in grams(text)}


def test_verbatim_passages_are_in_two_files_alone_and_the_search_for_them_works(run, planted):
    told, folder = run("--quotes", "verbatim", "-q")
    assert leaked(folder, planted) == set(NAMES)
    assert "evidence.html and evidence.md hold words of posts (verbatim)" in told.err
    assert str(folder) in told.err
    assert not grams(told.out + told.err) & {gram for text in planted for gram in grams(text)}


def test_masked_passages_hold_no_word_of_few_authors(run, planted):
    told, folder = run("--quotes", "masked")
    assert "hold words of posts (masked)" in told.err
    assert leaked(folder, planted) <= set(NAMES)
    few = {word for text in planted for word in re.findall(r"\w+", text) if sum(word in each for each in planted) < 10}
    assert len(few) > 1000
    for name in NAMES:
        text = (folder / name).read_text(encoding="utf-8")
        assert not few & set(re.findall(r"\w+", text))
        assert "markers.gender.women.appearance" in text
        assert "do not pass it on" in html.unescape(text)
        assert text.count("beautiful") >= 3
        assert "0 still have" in text


def test_the_files_are_their_owners_alone_and_in_the_checksums(run):
    _, folder = run("--quotes", "masked")
    for name in NAMES:
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
        assert name in (folder / "checksums.txt").read_text(encoding="utf-8")
    assert stat.S_IMODE((folder / "report.html").stat().st_mode) != 0o600


def test_rendering_again_keeps_them_private(run, postaudit, tmp_path):
    _, folder = run("--quotes", "masked")
    before = (folder / "evidence.html").read_bytes()
    assert postaudit("report", folder, "-o", tmp_path).code == 0
    assert (folder / "evidence.html").read_bytes() == before
    assert stat.S_IMODE((folder / "evidence.html").stat().st_mode) == 0o600


def test_the_same_bytes_each_time(run, source, postaudit, tmp_path):
    _, folder = run("--quotes", "masked")
    before = {name: (folder / name).read_bytes() for name in NAMES}
    _, folder = run("--quotes", "masked")
    assert {name: (folder / name).read_bytes() for name in NAMES} == before


def test_passages_do_not_go_to_standard_output(postaudit, source):
    told = postaudit("run", source, "-o", "-", "--quotes", "masked")
    assert told.code == 2
    assert "passages go into a folder" in told.err


def test_the_plan_may_ask_and_the_flag_may_refuse(run, source):
    plan = source.with_name("plan.toml")
    plan.write_text('[report]\nquotes = "masked"\n', encoding="utf-8")
    _, folder = run("-c", plan, "--quotes", "none")
    assert not (folder / "evidence.html").exists()
