"""Country codes and lengths, against numbers that regulators set aside for fiction."""

import pytest

from audit.text.checks.phone_numbers import COUNTRY_CODE, is_international, is_north_american


@pytest.mark.parametrize(
    ("number", "source"),
    [
        ("12125550123", "NANPA: 555-0100 to 555-0199"),
        ("442079460018", "Ofcom: 020 7946 0000 to 0999"),
        ("447700900123", "Ofcom: 07700 900000 to 900999"),
        ("33199001234", "ARCEP: 01 99 00"),
        ("33639981234", "ARCEP: 06 39 98"),
        ("493023125123", "Bundesnetzagentur: (0)30 23125 000 to 999"),
        ("61491570006", "ACMA: 0491 570 006"),
        ("46701740605", "PTS: 070-1740605"),
    ],
)
def test_numbers_set_aside_for_drama_can_be_dialled(number, source):
    assert is_international(number), source


@pytest.mark.parametrize(
    "number",
    [
        "1212555012",
        "11115550123",
        "12121150123",
        "121255501234",
        "0442079460018",
        "21012345678",
        "4420794600181",
        "999123456789",
    ],
)
def test_wrong_lengths_and_codes_that_nobody_has_are_refused(number):
    assert not is_international(number)


def test_area_codes_and_exchanges_of_north_america():
    # NANPA: N11 are services, and neither starts with 0 or 1.
    assert is_north_american("2125550123")
    for number in ("1125550123", "2121550123", "9115550123", "2129110123", "212555012"):
        assert not is_north_american(number)


def test_codes_are_assigned_once_and_none_starts_with_another():
    # E.164: codes are prefix-free, so what stands after the plus sign is read in one way.
    codes = sorted(COUNTRY_CODE)
    assert len(codes) > 200
    assert all(not longer.startswith(code) for code in codes for longer in codes if longer != code)
