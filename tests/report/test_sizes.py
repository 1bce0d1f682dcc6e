"""Sizes of both sides, wherever figures are printed; and files that know none of them."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from audit.errors import SourceError
from audit.finding import Finding, Findings
from audit.report import checking, json_file, markdown
from audit.report.catalogue import LANGUAGES, catalogue
from audit.report.notebook import Findings as Shown
from audit.report.report import Report
from audit.standing.sides import OtherSide

OTHERS = OtherSide("labelled posts by authors of the other groups", 2411, 1002)


@pytest.fixture
def sided(example):
    """The example; its differences have another side, its shares a count."""
    estimates = [
        replace(each, other_side=OTHERS, reference=None)
        if each.unit == "points" and each.status == "ok"
        else replace(each, denominator="posts that state a gender", n_counted=87)
        if each.unit == "share" and each.status == "ok" and (each.n_posts or 0) > 87
        else each
        for each in example.estimates
    ]
    assert any(each.other_side for each in estimates)
    assert any(each.n_counted for each in estimates)
    return replace(example, estimates=tuple(estimates))


def test_they_are_in_the_file_and_come_back(sided):
    read = json_file.decode(json_file.encode(sided))
    assert read == json_file.canonical(sided)
    written = json.loads(json_file.encode(sided))["estimates"]
    sides = [each["other_side"] for each in written if each["other_side"]]
    assert sides[0] == {"what": OTHERS.what, "n_posts": 2411, "n_authors": 1002, "status": "ok"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_markdown_print_them(sided, language):
    say = catalogue(language)
    page, text = Report(sided, language=language).html(), markdown.render(sided, language=language)
    assert f'<th scope="col">{say("column.against")}</th>' in page
    assert "2,411 posts by 1,002 authors" in page
    assert re.search(r"<td class=\"n\">87 of [0-9,]+</td>", page)
    assert say("column.against") in text


def test_a_hidden_size_is_printed_as_hidden(sided):
    hidden = [replace(each, other_side=each.other_side and each.other_side.hidden) for each in sided.estimates]
    page = Report(replace(sided, estimates=tuple(hidden))).html()
    assert "<td>hidden</td>" in page
    assert "2,411" not in page


def test_the_table_has_them_in_columns(sided):
    rows = list(csv.DictReader(io.StringIO(Report(sided).csv())))
    gap = next(each for each in rows if each["unit"] == "points" and each["other_side"])
    assert (gap["other_side_posts"], gap["other_side_authors"], gap["other_side_status"]) == ("2411", "1002", "ok")
    share = next(each for each in rows if each["n_counted"])
    assert (share["n_counted"], share["denominator"]) == ("87", "posts that state a gender")


def test_a_frame_keeps_counts_whole(sided):
    frame = Shown.of(sided).estimates.to_frame()
    assert [str(frame[each].dtype) for each in ("n_counted", "other_side_posts", "other_side_authors")] == ["Int64"] * 3


def test_a_notebook_shows_them(sided):
    told = replace(
        sided,
        findings=tuple(
            Finding("a", "a", "title", "statement", "shown", "low", "low", "rights", headline=each.id)
            for each in sided.estimates
            if each.other_side
        )[:1],
    )
    assert "posts, against 2,411" in Shown.of(told)._repr_html_()


def test_a_file_of_an_earlier_version_is_read_and_rendered(example):
    content = json.loads(json_file.encode(example))
    content["schema_version"] = "1.5"
    for each in content["estimates"]:
        for name in ("denominator", "n_counted", "other_side"):
            del each[name]
    old: Findings = json_file.decode(json.dumps(content).encode())
    assert all((each.denominator, each.n_counted, each.other_side) == ("", None, None) for each in old.estimates)
    page = Report(old).html()
    assert "Held against: " not in page
    assert markdown.render(old)
    assert Report(old).csv()


def test_a_size_that_was_changed_in_a_folder_is_found(sided, tmp_path):
    folder = Report(sided).write(tmp_path)
    assert any("sentence by sentence" in each for each in checking.check(folder))
    page, listed = folder / "report.html", folder / "checksums.txt"
    content = page.read_text(encoding="utf-8")
    page.write_text(content.replace("2,411 posts by 1,002 authors", "2,411 posts by 1,003 authors"), encoding="utf-8")
    lines = [each for each in listed.read_text().splitlines() if not each.endswith("report.html")]
    listed.write_text("\n".join(lines) + "\n")  # as whoever can change the page can
    with pytest.raises(SourceError, match="1,003 authors"):
        checking.check(folder)
