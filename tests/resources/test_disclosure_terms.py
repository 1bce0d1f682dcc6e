"""The list of disclosures: what it refuses, and what is in it."""

from __future__ import annotations

from collections import Counter

import pytest

from audit.errors import ResourceError
from audit.resources import CONVICTIONS, DISCLOSURE_CATEGORIES, disclosure_terms

HEADER = "category,form,frame,tier,unless\n"


def written(tmp_path, *lines):
    path = tmp_path / "own.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("weather,sunny,noun,explicit,", "category is 'weather'"),
        ("genetic,gene,verb,explicit,", "frame is 'verb'"),
        ("genetic,gene,noun,sure,", "tier is 'sure'"),
        ("genetic,,noun,explicit,", "form is empty"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, line, said):
    with pytest.raises(ResourceError, match=said) as error:
        disclosure_terms(written(tmp_path, line))
    assert "line 2" in str(error.value)


def test_a_form_stands_once_in_a_frame_of_a_category(tmp_path):
    with pytest.raises(ResourceError, match="listed already"):
        disclosure_terms(written(tmp_path, "genetic,Gene,noun,explicit,", "genetic,gene,noun,implied,"))
    both = disclosure_terms(
        written(tmp_path, "genetic,gene,noun,explicit,", "genetic,gene,mine,implied,pool|therapy")
    ).rows
    assert both[1].unless == ("pool", "therapy")


def test_every_category_has_forms_and_most_are_explicit():
    rows = disclosure_terms().rows
    counted = Counter(each.category for each in rows)
    assert set(counted) == set(DISCLOSURE_CATEGORIES)
    assert CONVICTIONS in counted
    assert min(counted.values()) > 20
    assert sum(each.tier == "explicit" for each in rows) > 0.8 * len(rows)
