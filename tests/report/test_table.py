"""The table of estimates as CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from audit.report import table

STARTS = tuple("=+-@\t\r\n\0＝＋－＠")


def parsed(findings):
    return list(csv.DictReader(io.StringIO(table.render(findings), newline="")))


def test_one_row_per_estimate(example):
    rows = parsed(example)
    assert [row["id"] for row in rows] == [each.id for each in example.estimates]
    assert tuple(rows[0]) == table.COLUMNS
    assert rows[0]["group"] == "gender=women"
    assert float(rows[0]["value"]) == 0.351
    assert rows[0]["n_posts"] == "20669"
    assert rows[0]["findings"] == "representation.gender.women"
    assert rows[0]["readings_of_findings"] == "shown"


def test_a_row_has_its_own_reading_and_beside_it_those_of_the_findings_that_name_it(example):
    gap = next(each for each in example.estimates if each.id == "representation.gender.women.difference")
    rows = {
        "beyond": replace(gap, id="m.beyond", value=0.2, low=0.1, high=0.3, q_value=0.001, tolerance=0.05),
        "within": replace(gap, id="m.within", value=0.0, low=-0.04, high=0.04, q_value=0.9, tolerance=0.05),
        "across": replace(gap, id="m.across", value=0.1, low=0.01, high=0.2, q_value=0.04, tolerance=0.05),
        "hidden": replace(gap, id="m.hidden", value=None, low=None, high=None, status="suppressed", tolerance=0.05),
        "judged by nothing": replace(gap, id="m.plain", tolerance=None),
    }
    together = replace(
        example.findings[0], id="m.rest", reading="inconclusive", estimates=tuple(each.id for each in rows.values())
    )
    found = parsed(replace(example, estimates=tuple(rows.values()), findings=(together,)))
    assert dict(zip(rows, (row["reading"] for row in found), strict=True)) == {
        "beyond": "shown",
        "within": "shown_small",
        "across": "inconclusive",
        "hidden": "not_assessed",
        "judged by nothing": "",
    }
    assert {row["readings_of_findings"] for row in found} == {"inconclusive"}
    assert {row["findings"] for row in found} == {"m.rest"}


def test_a_figure_of_an_audit_reads_as_its_finding_where_the_finding_is_of_it_alone(nothing_found, example):
    for findings in (example, nothing_found):
        own = {row["id"]: row["reading"] for row in parsed(findings)}
        for finding in findings.findings:
            head = findings.by_id.get(finding.headline or "")
            if finding.reading == "shown" and head is not None and head.tolerance is not None:
                assert own[head.id] == "shown"


def test_every_column_is_told_of():
    assert tuple(table.MEANINGS) == table.COLUMNS
    assert {"reading", "findings", "readings_of_findings"} <= set(table.COLUMNS)
    assert all(table.MEANINGS[each] for each in ("reading", "findings", "readings_of_findings"))


def test_numbers_stay_numbers_and_nothing_is_not_zero(example):
    rows = {row["id"]: row for row in parsed(example)}
    assert rows["representation.gender.women.difference"]["value"] == "-0.159"
    hidden = rows["representation.gender.agender.share_of_posts"]
    assert (hidden["value"], hidden["n_posts"], hidden["status"]) == ("", "", "suppressed")
    assert table.render(example).splitlines()[1].split(",")[4] == "0.351"


def test_no_cell_is_a_formula(example_with, hostile):
    for each in hostile:
        for row in parsed(example_with(women=each, men=each)):
            for name, cell in row.items():
                if name not in ("value", "low", "high", "reference"):
                    assert not cell.startswith(STARTS), (name, cell)


def test_public_formulas_are_text(example_with, shared):
    cells = [each["cell"] for each in json.loads((shared / "formula-injection/generated_cells.json").read_text())]
    cells += (shared / "formula-injection/payloadbox_csv.txt").read_text(errors="replace").splitlines()
    assert len(cells) > 50
    for each in cells:
        from audit.finding import Estimate, Findings

        one = Findings({}, {}, (Estimate(each, each, each, {each: each}, 0.5, None, None, "share", 1, 1, note=each),))
        [row] = parsed(one)
        for name in ("id", "metric", "measure", "group", "note"):
            number = row[name].replace(".", "", 1).lstrip("+-").replace("e", "", 1).isdigit()
            assert number or not row[name].lstrip(" \u00a0").startswith(STARTS), (name, row[name])


def test_rows_survive_line_breaks_and_quotes(example_with):
    rows = parsed(example_with(women='a "b", c\nd'))
    assert rows[0]["group"] == 'gender=a "b", c d'


def test_empty(empty):
    assert parsed(empty) == []
    assert table.render(empty).count("\r\n") == 1
