"""Findings in the reader's hands."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

import audit.finding
from audit.errors import AuditError
from audit.report import json_file
from audit.report.notebook import Findings, Report


@pytest.fixture(scope="module")
def mine(example):
    return Findings.of(example)


def test_of_read_and_json(tmp_path, mine, example):
    assert isinstance(mine, audit.finding.Findings)
    assert mine.findings == example.findings
    (tmp_path / "f.json").write_text(mine.to_json(), encoding="utf-8")
    assert Findings.read(tmp_path / "f.json") == Findings.of(json_file.canonical(example))
    assert mine.estimate("markers.theme0.women.ratio").unit == "ratio"
    assert isinstance(audit.finding.ranked(mine), Findings)


def test_findings_as_a_frame(mine):
    frame = mine.to_frame()
    assert list(frame["id"]) == [each.id for each in mine.findings]
    assert frame.loc[0, "value"] == -0.159
    assert frame.loc[0, "n_posts"] == 20_669
    assert frame["value"].isna().sum() == 3
    assert frame["n_posts"].dtype.name == "Int64"


def test_estimates_as_a_frame(mine):
    frame = mine.estimates.to_frame()
    assert len(frame) == len(mine.estimates)
    assert frame.set_index("id").loc["representation.gender.women.share_of_posts", "reference"] == 0.51
    assert np.isnan(frame.set_index("id").loc["representation.gender.agender.share_of_posts", "value"])
    assert frame.equals(mine.estimates_frame())


def test_frames_of_nothing(empty):
    assert Findings.of(empty).to_frame().empty
    assert Findings.of(empty).estimates.to_frame().empty


def test_plot_takes_axes_and_gives_them_back(mine):
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    assert mine.plot("representation.gender.women", ax=axes) is axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["men", "women", "nonbinary", "agender"]
    assert mine.plot("representation.age").get_xlabel() == "share of posts whose author states an age"
    with pytest.raises(AuditError, match="no finding"):
        mine.plot("representation.gender.womne")


def test_a_finding_without_a_block_is_plotted_from_its_estimates(mine):
    alone = replace(mine, blocks=())
    assert len(alone.plot("representation.age").get_yticks()) == 5
    assert len(alone.plot("labels.hate.gender").get_yticks()) == 0


def test_metric_frame_is_fairlearns_on_the_same_counts(mine):
    """Against posts written out one by one."""
    from fairlearn.metrics import MetricFrame, selection_rate

    frame = mine.metric_frame("hate", by="gender")
    assert isinstance(frame, MetricFrame)
    outcome = [1] * 100 + [0] * 300 + [1] * 100 + [0] * 900
    groups = ["women"] * 400 + ["men"] * 1000
    plain = MetricFrame(metrics=selection_rate, y_true=outcome, y_pred=outcome, sensitive_features=groups)
    assert frame.by_group["selection_rate"].to_dict() == pytest.approx(plain.by_group.to_dict())
    assert frame.overall["selection_rate"] == pytest.approx(plain.overall)
    assert frame.difference()["selection_rate"] == pytest.approx(0.15)
    assert frame.by_group["count"].to_dict() == {"women": 400, "men": 1000}


def test_metric_frame_says_where_all_is_hidden(mine):
    """That is not the same as none: the label is there, and its groups are too small to be told of."""
    told = {"value": None, "low": None, "high": None, "n_posts": None, "n_authors": None, "status": "suppressed"}
    hidden = [
        replace(each, **told) if each.metric == "labels" and each.group.get("label") == "hate" else each
        for each in mine.estimates
    ]
    with pytest.raises(AuditError, match=r"All rates of 'hate' by gender are hidden") as error:
        Findings.of(replace(mine, estimates=tuple(hidden))).metric_frame("hate", by="gender")
    assert "floors.authors" in error.value.hint


def test_metric_frame_names_what_there_is(mine):
    with pytest.raises(AuditError, match="'hate'"):
        mine.metric_frame("hat")
    with pytest.raises(AuditError, match="no attribute 'age'"):
        mine.metric_frame("hate", by="age")
    with pytest.raises(AuditError, match="no label"):
        Findings.of(replace(mine, estimates=())).metric_frame("hate")


def test_a_cell_shows_the_table_and_charts_of_what_is_shown(mine):
    shown = mine._repr_html_()
    assert shown.count("<svg") == 4
    assert shown.count("<tr>") == 1 + 6
    assert "currentColor" in shown
    assert not re.search(r"style=|<style|<script|class=", shown)
    assert len(shown) < 100_000


def test_a_bundle_has_html_and_plain_text(mine):
    bundle = mine._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "▲ high" in bundle["text/plain"]
    assert "−16 pts (95% −20 to −12)" in bundle["text/plain"]
    assert set(mine._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    assert set(mine._repr_mimebundle_(exclude=["text/plain"])) == {"text/html"}


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, tuple(sorted(name for name, _ in attrs))))


def test_hostile_names_change_no_element_of_a_cell(example_with, hostile):
    def tags(name):
        changed = replace(Findings.of(example_with(women=name, men=name, name=name)), blocks=())
        return Tags(changed._repr_html_()).seen

    wanted = tags("harmless")
    for each in hostile:
        assert tags(each) == wanted


def test_plain_text_moves_no_cursor(example_with):
    shown = str(Findings.of(example_with(women="a\x1b[2Jb\u202ec", name="x\ry")))
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", shown)


def test_a_huge_audit_is_a_small_cell(mine):
    many = tuple(replace(each, id=f"{each.id}{i}", statement="y" * 5000) for i in range(300) for each in mine.findings)
    unmeasured = tuple(replace(each, reason="z" * 5000) for _ in range(300) for each in mine.not_measured)
    assert len(replace(mine, findings=many, not_measured=unmeasured)._repr_html_()) < 100_000


def test_report_is_at_hand(mine):
    assert Report(mine).html().startswith("<!doctype html>")


def test_names_of_the_room_are_loaded_when_asked_for():
    import audit.report

    assert audit.report.Findings is Findings
    assert audit.report.Report is Report
    with pytest.raises(AttributeError):
        _ = audit.report.Nothing


def test_a_prompt_shows_the_ranked_table_and_not_the_fields(mine):
    assert repr(mine) == str(mine)
    assert "Estimate(" not in repr(mine)


def test_a_chart_in_a_notebook_says_which_section_it_is_of(mine):
    assert "Who is in the data: " in mine._repr_html_()
