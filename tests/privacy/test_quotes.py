"""Passages of posts are written where that is asked for, and then it is said, recorded, and for the owner alone."""

from __future__ import annotations

import json
import stat

import pytest
from searching import files, leaked

TEXT = ("text", "token of a text")


@pytest.mark.parametrize("quotes", ["masked", "verbatim"])
@pytest.mark.parametrize("way", ["flag", "plan"])
def test_passages_are_asked_for_said_recorded_and_private(quotes, way, planted, postaudit, tmp_path):
    plan = tmp_path / "audit.toml"
    plan.write_text(f'[report]\nquotes = "{quotes}"\n')
    asked = ("--quotes", quotes) if way == "flag" else ("-c", plan)
    out = tmp_path / "out"
    told = postaudit("run", planted.posts, "--label", "label", *asked, "--metrics", "labels", "-q", "-o", out)
    assert told.code == 0, told.err
    [folder] = out.iterdir()
    # Said although the command was asked to be quiet.
    assert f"evidence.html and evidence.md hold words of posts ({quotes}); they are readable by you alone." in told.err
    assert json.loads((folder / "findings.json").read_bytes())["audit"]["plan"]["report"]["quotes"] == quotes
    facts = json.loads((folder / "run.json").read_bytes())
    assert (facts["quotes"], facts["quoted_in"]) == (quotes, ["evidence.html", "evidence.md"])
    for name in ("evidence.html", "evidence.md", "tally.arrow"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name
    written = files(folder)
    private = {name: written.pop(name) for name in list(written) if "evidence" in name}
    found = [each for each in leaked(planted.search, private) if "token of a text" in each or "handle" in each]
    assert bool(found) == (quotes == "verbatim"), "verbatim passages hold what people wrote, masked ones no rare word"
    assert not [each for each in leaked(planted.search, written) if "tally.arrow" not in each]


def test_without_being_asked_for_nothing_is_quoted(planted, postaudit, tmp_path):
    told = postaudit("run", planted.posts, "--metrics", "labels", "--label", "label", "-o", tmp_path / "out")
    [folder] = (tmp_path / "out").iterdir()
    assert not list(folder.glob("evidence*"))
    assert "quotes" not in json.loads((folder / "run.json").read_bytes())
    assert "hold words of posts" not in told.err


def test_rendering_again_keeps_passages_to_their_owner(planted, postaudit, tmp_path):
    out = tmp_path / "out"
    asked = ("--label", "label", "--metrics", "labels", "--quotes", "verbatim")
    assert postaudit("run", planted.posts, *asked, "-o", out).code == 0
    [folder] = out.iterdir()
    assert postaudit("report", folder, "-o", out).code == 0
    for name in ("evidence.html", "tally.arrow"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name
