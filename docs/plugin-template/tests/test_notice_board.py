"""The laws that postaudit asks of a loader."""

from __future__ import annotations

import json

import pytest
from postaudit_template.notice_board import NoticeBoard

from audit.loaders.base import Reject, Skip
from audit.testing import LOADER_LAWS


@pytest.mark.parametrize("law", LOADER_LAWS, ids=lambda law: law.__name__)
def test_law(law):
    law(NoticeBoard())


def test_a_notice_is_a_post():
    [row] = NoticeBoard().rows(json.loads(NoticeBoard().example))
    assert row["text"] == "A cat was found."
    assert row["attributes"] == {"gender": "woman"}


def test_what_is_no_notice():
    assert list(NoticeBoard().rows({"board": "closed"})) == [Skip("board closed")]
    assert isinstance(next(NoticeBoard().rows({"notice": 1})), Reject)
