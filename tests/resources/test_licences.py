from __future__ import annotations

import itertools

import pytest

from audit.resources.licences import clash, conditions, hindrance, read_licence_terms

TERMS = read_licence_terms()
#: Creative Commons, license compatibility chart (wiki.creativecommons.org/wiki/Wiki/cc_license_compatibility): which works
#: can be adapted into one. Rows and columns alike; y where they can.
CHART = """
            PD  CC0 BY  BY-SA BY-NC BY-ND BY-NC-SA BY-NC-ND
PD          y   y   y   y     y     n     y        n
CC0         y   y   y   y     y     n     y        n
BY          y   y   y   y     y     n     y        n
BY-SA       y   y   y   y     n     n     n        n
BY-NC       y   y   y   n     y     n     y        n
BY-ND       n   n   n   n     n     n     n        n
BY-NC-SA    y   y   y   n     y     n     y        n
BY-NC-ND    n   n   n   n     n     n     n        n
"""


def licence(name):
    spelled = {"PD": "public domain", "CC0": "CC0"}.get(name, f"CC {name} 4.0")
    found = TERMS.licence(spelled)
    assert found is not None, name
    return found


def chart():
    header, *lines = [line.split() for line in CHART.strip().splitlines()]
    return [(row, column, cell == "y") for row, *cells in lines for column, cell in zip(header, cells, strict=True)]


@pytest.mark.parametrize(("row", "column", "together"), chart())
def test_pairs_go_together_as_creative_commons_says(row, column, together):
    assert (clash(licence(row), licence(column)) == "") is together


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("CC BY-SA 4.0", "CC BY-SA 4.0"),
        ("cc-by-sa-3.0", "CC BY-SA 3.0"),
        ("cc_by_nc_4.0", "CC BY-NC 4.0"),
        ("CC-BY-4.0 International", "CC BY 4.0"),
        ("CC0-1.0", "CC0 1.0"),
        ("odbl", "ODbL"),
        ("ODbL-1.0", "ODbL 1.0"),
        ("ODC-By 1.0", "ODC-BY 1.0"),
        ("MIT License", "MIT"),
        ("apache-2.0", "Apache 2.0"),
        ("BSD-3-Clause", "BSD 3-clause"),
    ],
)
def test_licences_are_known_as_people_write_them(written, name):
    found = TERMS.licence(written)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("written", ["", "other", "CC", "all rights reserved", "platform terms", "CC BY-SA-NC"])
def test_what_is_not_in_the_table_is_unknown(written):
    assert TERMS.licence(written) is None


def test_the_order_of_two_changes_nothing():
    for one, other in itertools.combinations(TERMS.by_family.values(), 2):
        assert bool(clash(one, other)) == bool(clash(other, one))


def test_share_alike_of_two_kinds_exclude_each_other():
    """ODbL 1.0, 4.4: an adapted database is under the ODbL or a compatible licence; CC BY-SA is not listed as one."""
    assert "each want the whole" in clash(TERMS.licence("ODbL"), TERMS.licence("CC BY-SA 4.0"))
    assert clash(TERMS.licence("CC BY-SA 3.0"), TERMS.licence("CC BY-SA 4.0")) == ""
    assert clash(TERMS.licence("MIT"), TERMS.licence("ODC-BY")) == ""


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("CC BY-SA 3.0", "CC BY-SA 4.0", ""),
        ("CC BY-SA 4.0", "CC BY-SA 3.0", "later version"),
        ("CC BY-SA 4.0", "MIT", "later version"),
        ("CC BY 4.0", "CC0", "names of the authors"),
        ("CC BY 4.0", "CC BY-SA 4.0", ""),
        ("CC BY 4.0", "CC BY-NC 4.0", ""),
        ("CC BY-NC 4.0", "CC BY 4.0", "commercial use"),
        ("CC BY-NC 4.0", "CC BY-NC-SA 4.0", ""),
        ("CC BY-ND 4.0", "CC BY-ND 4.0", "no adapted version"),
        ("CC0", "MIT", ""),
    ],
)
def test_what_can_be_passed_on_under_what(source, target, said):
    found = hindrance(TERMS.licence(source), TERMS.licence(target))
    assert said in found
    assert bool(found) is bool(said)


def test_conditions_are_those_of_the_deeds():
    assert conditions(TERMS.licence("CC0")) == ()
    asked = conditions(TERMS.licence("CC BY-NC-SA 4.0"))
    assert asked == ("name the authors", "share what is adapted under CC BY-NC-SA 4.0 alone", "no commercial use")
