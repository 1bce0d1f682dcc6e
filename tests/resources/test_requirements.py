"""The table of requirements: complete, dated, sourced, and naming metrics and measures that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit import resources
from audit.errors import ResourceError
from audit.metrics import all_metrics

METRICS = Path(resources.__file__).parents[1] / "metrics"
#: Measured by a command of its own, or not yet measured by any: an audit without one says so.
BESIDE = {"filter_impact", "privacy", "rights", "sampling", "attrition"}
NEEDED = {
    *(f"eu-ai-act-10-2-{letter}" for letter in "bcdefgh"),
    *("eu-ai-act-10-3", "eu-ai-act-10-4", "eu-ai-act-4a", "eu-ai-act-annex-iv-2-d", "eu-ai-act-annex-iv-2-g"),
    *("eu-ai-act-53-1-a", "eu-ai-act-53-1-d", "gdpr-5", "gdpr-9", "gdpr-35", "gdpr-89", "dsa-34", "dsa-40"),
    *("nyc-ll-144", "colorado-sb-26-189", "nist-map-2-3", "nist-measure-1-1", "nist-measure-2-1", "nist-measure-2-2"),
    *("nist-measure-2-10", "nist-measure-2-11", "iso-tr-24027", "iso-ts-12791", "iso-5259-2", "ieee-7003"),
    *("datasheets", "data-statements"),
}
HEADER = "id,document,article,title,status,starts,asks,evidence,people,confidence,source,note\n"


@pytest.fixture(scope="module")
def table():
    return resources.read_requirements()


def test_all_that_an_audit_is_used_for_is_there(table):
    assert {each.id for each in table.rows} >= NEEDED


def test_every_row_is_dated_and_sourced(table):
    for each in table.rows:
        assert each.status, each.id
        assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", each.starts), each.id
        assert each.source, each.id
        assert set(each.source) <= set(table.card.source_keys)
        assert not each.asks.endswith("."), each.id
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", table.card.date)
    used = {key for each in table.rows for key in each.source}
    assert used == set(table.card.source_keys)


def test_metrics_and_measures_exist(table):
    known = {metric.name for metric in all_metrics()}
    sources = {
        name: "".join(
            path.read_text(encoding="utf-8")
            for path in METRICS.rglob("*.py")
            if path.is_relative_to(METRICS / name) or path.stem.startswith(name.rstrip("s"))
        )
        for name in known
    }
    for each in table.rows:
        for token in (token for token in each.evidence if ":" not in token):
            metric, _, measure = token.partition(".")
            assert metric in known | BESIDE, (each.id, token)
            if measure and metric in known:
                assert re.search(rf'["_{{]{measure.split("_")[0]}', sources[metric]), (each.id, token)


def test_every_metric_is_evidence_for_something_but_how_accounts_post(table):
    named = {metric for each in table.rows for metric in each.metrics}
    assert {metric.name for metric in all_metrics()} - named == {"rhythm"}


def test_nothing_is_said_to_be_met(table):
    for each in table.rows:
        text = " ".join((each.asks, each.people, each.note, each.status)).casefold()
        assert not re.search(r"complian|complies|certif|unbiased|guarantee", text), each.id


def test_what_is_taken():
    row = resources.Requirement(
        "a",
        "d",
        "1",
        "t",
        "s",
        "2026",
        "asks",
        ("labels.rate", "mentions", "harm:privacy", "fact:plan"),
        "",
        "read",
        (),
        "",
    )
    assert row.takes("labels", "rate_by_author")
    assert row.takes("mentions", "posts")
    assert row.takes("coverage", "missing_share", "privacy")
    assert not row.takes("labels", "difference_by_author")
    assert not row.takes("coverage", "missing_share", "validity")
    assert (row.metrics, row.facts) == (("labels", "mentions"), ("plan",))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,doc,1,t,s,2026,what,fact:weather,,read,,\n", "'fact:weather' is no kind of evidence"),
        ("a,doc,1,t,s,2026,what,harm:none,,read,,\n", "'harm:none' is no kind"),
        ("a,doc,1,t,s,2026,what,Labels!,,read,,\n", "'Labels!' is no kind"),
        ("a,doc,1,t,s,2026,,labels,,read,,\n", "asks is empty"),
        ("a,doc,1,t,s,2026,what,labels,,heard,,\n", "confidence is 'heard'"),
        ("a,doc,1,t,s,2026,what,labels,,read,x,\n", "source is 'x'"),
        ("a,d,1,t,s,2026,what,labels,,read,,\n" * 2, "'a' is there twice"),
    ],
)
def test_a_table_of_ones_own_is_checked(tmp_path, rows, message):
    path = tmp_path / "own.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(ResourceError, match=re.escape(message)):
        resources.read_requirements(path)


def test_a_table_of_ones_own(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(f"{HEADER}a,House rule,1,t,in force,2026,what,labels fact:plan,,read,,\n", encoding="utf-8")
    assert [each.id for each in resources.read_requirements(path).rows] == ["a"]
