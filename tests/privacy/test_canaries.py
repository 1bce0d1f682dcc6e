"""The canaries of the hostile collection: handles, texts, an address, a phone number, ids and coordinates, made by somebody else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from searching import Search, files, leaked

SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
LEDGER = SHARED / "hostile/ledger/priv_canaries.jsonl"
SURE = ("canary.person@example.org", "+1 202 555 0143", "purple elephant dances quietly")


@pytest.mark.skipif(not LEDGER.exists(), reason="no shared data; set POSTAUDIT_SHARED_DATA")
@pytest.mark.parametrize("quotes", ["none", "masked"])
def test_no_canary_gets_out(quotes, watched, tmp_path):
    rows = [json.loads(line) for line in LEDGER.read_text(encoding="utf-8").splitlines()]
    kinds = {"post": "post_id", "author": "author_id", "handle": "author_handle", "text": "text", "coordinate": "geo"}
    secrets = {kind: {str(row[key]) for row in rows if row.get(key)} for kind, key in kinds.items()}
    secrets["handle"] = {each for each in secrets["handle"] if "CANARY" in each}
    assert len(secrets["handle"]) >= 50
    search = Search({**secrets, "sure": SURE}, ("author", "handle", "post"))
    assert {each.split(": ")[1].split(" ")[0] for each in leaked(search, {"it": LEDGER.read_bytes()})} >= {
        *kinds,
        "sure",
    }
    asked = ("--label", "label", "--group", "gender=gender", "--quotes", quotes)
    told = watched("run", LEDGER, *asked, "-v", "-o", tmp_path / "r", out=tmp_path / "r")
    assert told.code == 0, told.err
    assert not leaked(search, told.files)
    assert files(tmp_path / "r")
