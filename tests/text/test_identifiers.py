"""Identifiers: each kind as people write it, what looks like one, and the laws of the scan."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.text.identifier_codes import find_codes
from audit.text.identifier_folding import fold, plain
from audit.text.identifier_kinds import KINDS, NUMBER
from audit.text.identifier_numbers import find_numbers
from audit.text.identifiers import Identifiers, find_identifiers


def found(*texts: str | None) -> Identifiers:
    return find_identifiers(pa.array(texts, pa.large_string()))


def said(text: str) -> list[tuple[str, str, bool]]:
    """Kind, what it is, and whether validated."""
    octets = text.encode()
    _, start, end, kind, validated = (each.tolist() for each in found(text))
    return [(KINDS[k].name, octets[s:e].decode(), v) for s, e, k, v in zip(start, end, kind, validated, strict=True)]


def valid(text: str) -> list[tuple[str, str]]:
    return [(kind, piece) for kind, piece, is_valid in said(text) if is_valid]


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("mail jo.b+x@mail.example.org.", "email", "jo.b+x@mail.example.org"),
        ("<jo@example.com>", "email", "jo@example.com"),
        ("at jo@example.org.Thanks", "email", "jo@example.org"),
        ("https://example.com/?m=jo%40example.org&x=1", "email", "jo%40example.org"),
        ("https://example.com/a?token=a1b2c3d4e5f6a7b8", "secret_in_link", "a1b2c3d4e5f6a7b8"),
        ("ftp://user:hunter2@example.com/x", "secret_in_link", "user:hunter2"),
        ("see https://twitter.com/some_one/status/20", "profile_link", "https://twitter.com/some_one"),
        ("https://old.reddit.com/user/some-one/", "profile_link", "https://old.reddit.com/user/some-one"),
        ("https://maps.example.com/?q=41.385,2.173&z=1", "coordinates", "41.385,2.173"),
        ("instagram.com/some.one!", "profile_link", "instagram.com/some.one"),
        ("https://social.example.org/@someone", "profile_link", "https://social.example.org/@someone"),
        ("hi @some_one!", "handle", "@some_one"),
        (".@some_one said", "handle", "@some_one"),
        ("＠some_one", "handle", "＠some_one"),
        ("@some@social.example.org", "handle", "@some@social.example.org"),
        ("@some-one.example.com", "handle", "@some-one.example.com"),
        ("thanks u/some-one", "handle", "u/some-one"),
        ("<@!123456789012345678> hey", "handle", "<@!123456789012345678>"),
        ("to GB29 NWBK 6016 1331 9268 19 please", "iban", "GB29 NWBK 6016 1331 9268 19"),
        ("4111-1111-1111-1111 12/27 123", "payment_card", "4111-1111-1111-1111"),
        ("visa 4111111111111111", "payment_card", "4111111111111111"),
        ("ping 192.0.2.17:8080", "ipv4", "192.0.2.17"),
        ("http://198.51.100.7/x", "ipv4", "198.51.100.7"),
        ("2001:db8::8a2e:370:7334 up", "ipv6", "2001:db8::8a2e:370:7334"),
        ("http://[2001:db8::1]/", "ipv6", "2001:db8::1"),
        ("00:00:5E:00:53:AF", "mac_address", "00:00:5E:00:53:AF"),
        ("aa-bb-cc-dd-ee-0f", "mac_address", "aa-bb-cc-dd-ee-0f"),
        ("0000.5e00.53af", "mac_address", "0000.5e00.53af"),
        ("41.3851, 2.1734", "coordinates", "41.3851, 2.1734"),
        ("gps 41.385, 2.173", "coordinates", "41.385, 2.173"),
        ("41.3851° N, 2.1734° E", "coordinates", "41.3851° N, 2.1734° E"),
        ("https://maps.example.com/@41.3851,2.1734,15z", "coordinates", "41.3851,2.1734"),
        ("lat: 41.385, lon: 2.173", "coordinates", "41.385, lon: 2.173"),
        ("212-555-0123", "phone", "212-555-0123"),
        ("(212) 555-0123", "phone", "(212) 555-0123"),
        ("+44 (0)20 7946 0018", "phone", "+44 (0)20 7946 0018"),
        ("+442079460018", "phone", "+442079460018"),
        ("call 2125550123", "phone", "2125550123"),
        ("06 39 98 12 34", "phone", "06 39 98 12 34"),
        ("https://wa.me/442079460018", "phone", "442079460018"),
        ("tel ２１２－５５５－０１２３", "phone", "２１２－５５５－０１２３"),
        ("هاتف ٠٢٠٧٩٤٦٠٠١٨", "phone", "٠٢٠٧٩٤٦٠٠١٨"),
        ("我的电话号码是2125550123", "phone", "2125550123"),
        ("call 212–555–0123", "phone", "212–555–0123"),
        ("call 212\u00a0555\u00a00123", "phone", "212\u00a0555\u00a00123"),
        ("call 212\u200b-555-\u200b0123", "phone", "212\u200b-555-\u200b0123"),
        ("ssn 219-05-1120", "us_ssn", "219-05-1120"),
        ("NINO AB123456C", "uk_nino", "AB123456C"),
        ("dni 12.345.678-Z", "es_dni", "12.345.678-Z"),
        ("nie X-1234567-L", "es_nie", "X-1234567-L"),
    ],
)  # fmt: skip
def test_kinds_as_people_write_them(text, kind, piece):
    assert (kind, piece) in valid(text)


@pytest.mark.parametrize(
    "text",
    [
        "order 4111111111111112",
        "v1.2.3.4 and 10.0.0.1",
        "2024-01-02 12:30:45",
        "21-19, 25-23, 15-12",
        "#1234567890",
        "$1,234,567.00",
        "ISBN 978-3-16-148410-0",
        "3.14159265358979",
        "icon@2x.png",
        "std::vector::iterator and a::b",
        "https://twitter.com/search?q=x https://t.co/abcdef1234",
        "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣0️⃣",
        "IBAN GB28 NWBK 6016 1331 9268 19",
        "4111 1111 1111 1112",
        "ff:ff:ff:ff:ff:ff",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "+1 212 555 012",
        "ssn 078-05-1120",
        "@ 5pm",
        "pic.twitter.com/AbC123xyz",
        "https://maps.example.com/?spn=1.234567,2.345678",
        "https://docs.google.com/spreadsheet/ccc?key=0AbCdEfGhIjKlMnOp1234",
    ],
)  # fmt: skip
def test_what_looks_like_one_is_not_validated(text):
    assert valid(text) == []


def test_what_fails_its_check_is_a_candidate():
    assert said("IBAN GB28 NWBK 6016 1331 9268 19") == [("iban", "GB28 NWBK 6016 1331 9268 19", False)]
    assert said("4111 1111 1111 1112") == [("payment_card", "4111 1111 1111 1112", False)]
    assert said("at 10.0.0.1") == [("ipv4", "10.0.0.1", False)]


def test_a_number_whose_check_is_weak_needs_a_word():
    assert valid("bsn 111222333") == [("nl_bsn", "111222333")]
    assert said("so 111222333 it is") == []


def test_rows_are_told_apart_and_nulls_hold_nothing():
    result = found("a@example.org", None, "", "no", "b@example.org and @c_d")
    assert result.row.tolist() == [0, 4, 4]
    assert result.start.tolist() == [0, 0, 18]


def test_other_string_types_and_slices_say_the_same():
    texts = ["x", "a@example.org", None, "call 212-555-0123 or @some_one", "é 192.0.2.1"] * 3
    whole = pa.array(texts, pa.large_string())
    for other in (pa.array(texts), pa.chunked_array([whole[:4], whole[4:]]), whole.dictionary_encode()):
        for a, b in zip(find_identifiers(whole), find_identifiers(other), strict=True):
            np.testing.assert_array_equal(a, b)
    cut = find_identifiers(whole[3:11])
    part = find_identifiers(pa.array(texts[3:11], pa.large_string()))
    for a, b in zip(cut, part, strict=True):
        np.testing.assert_array_equal(a, b)


def test_no_texts_and_wrong_types():
    assert len(found().row) == 0
    assert len(found(None).row) == 0
    with pytest.raises(TypeError, match="strings are wanted"):
        find_identifiers(pa.array([1, 2]))


PIECES = [
    "@", "@some_one", "jo@example.org", "+1 212 555 0123", "(212) 555-0123", "4111 1111 1111 1111", "GB29NWBK60161331926819", "1", "12", "1234",
    "0x", "://", "http://", "u/", "x.com/", ":", "::", ".", "-", " ", "\n", "é", "١٢٣٤", "１２", "🙂", "\u200b", "\u00a0", "\u2013", "card ", "call ",
    "192.0.2.1", "2001:db8::1", "41.3851, 2.1734", "a", "AB", "?token=", "a1b2c3d4e5f6", "&", "=", "/", "<", ">", "219-05-1120", "X-1234567-L",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(TEXTS | st.none(), max_size=5))
def test_places_are_sorted_do_not_overlap_and_cut_no_character(texts):
    result = found(*texts)
    order = list(zip(result.row.tolist(), result.start.tolist(), result.end.tolist(), strict=True))
    assert order == sorted(order)
    for row, start, end in order:
        octets = texts[row].encode()
        assert 0 <= start < end <= len(octets)
        octets[:start].decode()
        octets[start:end].decode()
    for (row, _, end), (other, start, _) in itertools.pairwise(order):
        assert row != other or end <= start
    assert len({len(each) for each in result}) == 1


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_texts_are_looked_at_one_by_one(texts):
    together = [list(zip(*(each.tolist() for each in found(*texts)), strict=True))]
    apart = [
        (i, *rest)
        for i, text in enumerate(texts)
        for _, *rest in zip(*(each.tolist() for each in found(text)), strict=True)
    ]
    assert [tuple(each) for each in together[0]] == apart


def everything(text: str) -> set[tuple[int, int, int]]:
    """What patterns and checks find in a whole text, without asking first where something may be."""
    octets = text.encode()
    folded = fold(octets, 0, 0, len(octets), len(octets))
    return {
        (folded.places[start], folded.places[end], kind)
        for start, end, kind, is_valid in (*find_numbers(folded), *find_codes(folded))
        if is_valid
    }


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_the_compiled_pass_loses_nothing_that_patterns_find(text):
    # Inside links, handles and addresses, numbers are not looked for.
    if any(each in text for each in ("@", "://", "/", ":")):
        return
    result = found(text)
    kept = list(zip(result.start.tolist(), result.end.tolist(), strict=True))
    for start, end, kind in everything(text):
        covered = any((low <= start and end <= high) or (low < end and start < high) for low, high in kept)
        assert covered, (text, text.encode()[start:end].decode(), KINDS[kind].name)


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "1-", "1.", "1/", "A1", "A1 ", "a@", "@", "@a", ":", "a:", "0:", "::1 ", "http://", "http://a@", "u/", "a.b/", "x.com/a ", "?a=1&",
     "1.234,", "1.2345, 2.3456 ", "(1", "+1", "GB82 WEST ", "0x", "-", "a-", "a.", "call 2125550123 ", "4111 1111 1111 1111 ", "<@1>", "00-", "lat 1.234 ",
     "١", "１ ", "1\u200b", "aé@", "x.com/?token=a1"],
)  # fmt: skip
def test_hostile_texts_take_time_in_proportion(piece):
    # Twice as long may take a little more than twice the time; what is quadratic takes four times, and minutes.
    seconds = []
    for size in (20_000, 80_000):
        text = pa.array([(piece * (size // len(piece) + 1))[:size]], pa.large_string())
        find_identifiers(text[:0])
        started = time.process_time()
        find_identifiers(text)
        seconds.append(time.process_time() - started)
    assert seconds[1] < max(10 * seconds[0], 1.0), seconds


def test_folding_changes_no_length():
    for code in range(0x110000):
        if not 0xD800 <= code <= 0xDFFF:
            assert len(plain(chr(code))) == 1
    plain.cache_clear()


def test_kinds_are_named_once():
    assert len(KINDS) >= 25
    assert len({kind.name for kind in KINDS}) == len(KINDS) == len(NUMBER)
    assert all(kind.placeholder.startswith("[") and kind.placeholder.endswith("]") for kind in KINDS)
