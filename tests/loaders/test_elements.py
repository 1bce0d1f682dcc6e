"""XML as records: streaming, broken records, and everything that an attack declares."""

import io
import time
import tracemalloc

import pytest

import audit
from audit.errors import SourceError
from audit.loaders.base import Ledger
from audit.loaders.elements import elements, is_xml


def read(data, ledger=None):
    ledger = Ledger() if ledger is None else ledger
    return [record.value for record in elements(io.BytesIO(data), ledger, place="p", file="f")], ledger


def rows(*numbers):
    return b"".join(b'  <row Id="%d" Body="a&#xA;b" />\n' % number for number in numbers)


def ids(found):
    return [each["attributes"].get("Id") for each in found]


def test_a_record():
    found, ledger = read(
        b'<?xml version="1.0"?>\n<posts site="x">\n <a><b k="v">t<![CDATA[<u>]]>&amp;</b></a><c/></posts>\n'
    )
    common = {"root": {"site": "x"}, "place": "p", "file": "f"}
    assert found == [
        {"tag": "b", "within": "a", "attributes": {"k": "v"}, "text": "t<u>&", **common},
        {"tag": "c", "within": "posts", "attributes": {}, "text": None, **common},
    ]
    assert ledger == Ledger()


def test_bytes_of_records():
    data = b"<posts>\n" + rows(1, 2) + b"</posts>"
    for record, number in zip(elements(io.BytesIO(data), Ledger()), (b"1", b"2"), strict=True):
        assert data[record.byte :].startswith(b'<row Id="' + number)


@pytest.mark.parametrize(
    ("broken", "kept"),
    [
        (b'  <row Id="3" Body="&#x0;" />\n', [1, 2, 4, 5]),
        (b'  <row Id="3" Body="a<b" />\n', [1, 2, 4, 5]),
        (b'  <row Id="3" Body="cut\n', [1, 2, 4, 5]),
        (b'  <row Id="3" Body="&nothing;" />\n', [1, 2, 4, 5]),
        (b'  <row Id="3" Body="\xff" />\n', [1, 2, 4, 5]),
        (b"  </users>\n", [1, 2, 4, 5]),
    ],
)
def test_a_broken_record_costs_itself(broken, kept):
    found, ledger = read(b"<posts>\n" + rows(1, 2) + broken + rows(4, 5) + b"</posts>")
    assert ids(found) == [str(number) for number in kept]
    assert ledger.rejected == {"bad_xml": 1}


def test_a_document_that_ends_early():
    found, ledger = read(b"<posts>\n" + rows(1, 2) + b'<row Id="3" Bo')
    assert ids(found) == ["1", "2"]
    assert ledger.rejected == {"bad_xml": 1}


def test_many_broken_records_take_no_longer():
    found, ledger = read(b"<posts>\n" + (rows(1) + b"<row <\n") * 30_000 + b"</posts>")
    assert (len(found), ledger.rejected["bad_xml"]) == (30_000, 30_000)


def test_caps(monkeypatch):
    monkeypatch.setattr("audit.loaders.elements.RECORD_CAP", 2**17)
    found, ledger = read(
        b"<posts>\n" + rows(1) + b'<row Id="2" Body="%b" />\n' % (b"x" * 2**20) + rows(3) + b"</posts>"
    )
    assert (ids(found), ledger.rejected) == (["1", "3"], {"oversized_record": 1})
    found, ledger = read(b"<posts>\n" + rows(1) + b"<row>" + b"a\n" * 2**20 + b"</row>\n" + rows(3) + b"</posts>")
    assert ids(found)[0] == "1"
    assert ledger.rejected == {"oversized_record": 1}
    found, ledger = read(b"<posts>\n" + b"<a>\n" * 100_000)
    assert (found, ledger.rejected) == ([], {"depth_limit": 1})


def test_memory_does_not_grow_with_the_file():
    class Stream(io.RawIOBase):
        left = 60_000

        def readline(self, size=-1):
            self.left -= 1
            return rows(1) if self.left > 0 else b"</posts>" if self.left == 0 else b""

    class Begun(Stream):
        def readline(self, size=-1):
            Begun.readline = Stream.readline
            return b"<posts>\n"

    tracemalloc.start()
    count = sum(1 for _ in elements(Begun(), Ledger()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 59_999
    assert peak < 2**20


REFUSED = [
    b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://localhost:9/x.dtd"><a/>',
    b'<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd"> %b;]><a/>',
    b"<!DOCTYPE a><a/>",
]


@pytest.mark.parametrize("data", REFUSED)
def test_declarations_are_refused(data, tmp_path, monkeypatch):
    def forbidden(*_, **__):
        raise AssertionError("opened something")

    monkeypatch.setattr("socket.socket", forbidden)
    with pytest.raises(SourceError, match="declares"):
        read(data)
    path = tmp_path / "posts.xml"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"posts\.xml: declares"):
        audit.load(path)


def test_shared_attacks(shared_data, tmp_path):
    tried = 0
    for path in sorted((shared_data / "hostile/xml-attacks").glob("*__*")):
        start = time.monotonic()
        tracemalloc.start()
        with pytest.raises(SourceError, match=r"declares|XML") as error:
            audit.load(path)
        assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
        tracemalloc.stop()
        assert time.monotonic() - start < 1
        # These are well-formed and declare nothing: read, and found to be no posts.
        assert ("of a kind that is not read" in error.value.message) == ("simple" in path.name)
        tried += 1
    assert tried == 11


def test_the_harmless_ones_are_read(shared_data):
    for name in ("simple", "simple-ns"):
        found, ledger = read((shared_data / f"hostile/xml-attacks/defusedxml__{name}.xml").read_bytes())
        assert [each["tag"] for each in found] == ["element", "element", "empty-element"]
        assert ledger == Ledger()


@pytest.mark.parametrize(
    ("head", "xml"),
    [
        (b'<?xml version="1.0"?><a/>', True),
        (b"  <posts>\n<row/>", True),
        (b"<!-- a --><b/>", True),
        (b"<!DOCTYPE html><html>", False),
        (b"<html><body>", False),
        (b"<3 you,1\nb,2", False),
        (b"<user> hello,1\n<url> b,2", False),
        (b"", False),
    ],
)
def test_what_is_xml(head, xml):
    assert is_xml(head) is xml
