"""The server gives nothing to anybody but the browser of this machine, and nothing of the disk but reports."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import socket
from urllib.parse import quote

import pytest
from report_tree import Tree
from view_reports import ask, put_report, serving, spoken

from audit.errors import OutputError
from audit.viewing.answers import answer
from audit.viewing.server import HOST, Server
from audit.viewing.shelf import Shelf

PAGES = ("", "finding?id={id}", "estimates", "not-found")


@pytest.fixture
def server(report):
    with serving(report) as running:
        yield running


def test_every_answer_forbids_all_that_a_page_does_not_need(server):
    name = server.shelf.alone
    for target in (
        "/",
        f"/audits/{name}/",
        f"/audits/{name}/estimates.csv",
        f"/audits/{name}/files/report.html",
        "/no",
    ):
        given = ask(server, target)
        head = given.head
        assert head["x-content-type-options"] == "nosniff"
        assert head["x-frame-options"] == "DENY"
        assert head["referrer-policy"] == "no-referrer"
        assert head["cache-control"] == "no-store"
        assert head["cross-origin-resource-policy"] == "same-origin"
        assert head["server"] == "postaudit"
        policy = head["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src '")
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
    assert "form-action 'self'" in ask(server, f"/audits/{name}/").head["content-security-policy"]
    assert ask(server, f"/audits/{name}/files/report.html").head["content-security-policy"].endswith("; sandbox")


def test_the_style_sheet_is_the_one_that_the_policy_lets_in(server):
    given = ask(server, f"/audits/{server.shelf.alone}/")
    [sheet] = Tree(given.body).styles
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in given.head["content-security-policy"]
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_it_listens_on_loopback_alone(server):
    assert server.server_address[0] == HOST == "127.0.0.1"
    assert server.address == f"http://127.0.0.1:{server.server_port}/"


def test_a_name_that_points_here_is_refused(server):
    port = server.server_port
    for host in ([f"127.0.0.1:{port}"], [f"localhost:{port}"], [f"LOCALHOST:{port}"]):
        assert ask(server, "/no", host=host).status == 404
    for host in (["evil.example"], [f"evil.example:{port}"], ["127.0.0.1"], ["127.0.0.1:1"], [""], [], [f"127.0.0.1:{port}"] * 2,
                 [f"127.0.0.1:{port}.evil.example"], [f"0.0.0.0:{port}"], [f"[::1]:{port}"]):  # fmt: skip
        given = ask(server, f"/audits/{server.shelf.alone}/", host=host)
        assert given.status == 421, host
        assert "northtown" not in given.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "<b>x</b>"])
def test_other_methods_do_not_exist(server, method):
    given = ask(server, f"/audits/{server.shelf.alone}/", method=method)
    assert (given.status, given.head["allow"]) == (405, "GET, HEAD")
    assert "northtown" not in given.body
    assert "<b>x" not in given.body


def test_a_head_is_that_of_the_page(server):
    target = f"/audits/{server.shelf.alone}/estimates"
    whole, head = ask(server, target), ask(server, target, method="HEAD")
    assert head.body == ""
    assert head.status == 200
    assert head.head["content-length"] == whole.head["content-length"] == str(len(whole.body.encode()))


@pytest.mark.parametrize(
    "way",
    [
        "../tally.arrow", "..%2ftally.arrow", "%2e%2e/%2e%2e/secret.txt", "figures/../tally.arrow", "figures%2f..%2ftally.arrow",
        "..\\secret.txt", "..%5c..%5csecret.txt", "/etc/passwd", "%2fetc%2fpasswd", "report.html%00.svg", "figures/..svg",
        "figures/%2e%2e%2fx.svg", "report.html/", "report.html/..", "figures//representation.gender.svg", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_no_address_leads_out_of_a_report(server, report, way):
    (report.parent / "secret.txt").write_text("kept back: secret")
    for target in (f"/audits/{report.name}/files/{way}", f"/audits/{way}/", f"/{way}", f"/audits/{report.name}/{way}"):
        given = ask(server, target)
        assert given.status in (302, 404)
        assert given.status == 404 or given.head["location"] == f"/audits/{report.name}/"
        assert "kept back" not in given.body
        assert "root:" not in given.body


@pytest.mark.parametrize("target", ["http://evil.example/", "*", "evil.example:80", "\x7f"])
def test_what_is_no_path_is_refused(server, target):
    assert ask(server, target).status == 400


def test_what_is_no_request_is_answered_in_words(server):
    for sent in (b"\x16\x03\x01\n\r\n", b"GET / HTTP/9\r\n\r\n"):
        with socket.create_connection((HOST, server.server_port), timeout=5) as line:
            line.sendall(sent)
            answered = b"".join(iter(lambda: line.recv(65_536), b"")).decode()
        assert "Traceback" not in answered
        assert "Only GET and HEAD are answered" in answered
    assert ask(server, f"/audits/{server.shelf.alone}/?{'&'.join(['a=b'] * 50)}").status == 400
    assert ask(server, f"/audits/{server.shelf.alone}/").status == 200


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_links_are_not_followed_and_pipes_not_waited_for(tmp_path, example):
    away = put_report(tmp_path / "away", example)
    place = tmp_path / "place"
    there = put_report(place / "there", example)
    (place / "linked").symlink_to(away)
    half = put_report(place / "half", example)
    for name in ("report.html", "findings.csv"):
        (half / name).unlink()
    (half / "report.html").symlink_to(away / "report.html")
    os.mkfifo(half / "findings.csv")
    (half / "figures" / "representation.gender.svg").unlink()
    (half / "figures").rmdir()
    (half / "figures").symlink_to(away / "figures")
    (there / "findings.json").unlink()
    (there / "findings.json").symlink_to(away / "findings.json")
    shelf = Shelf(place)
    assert shelf.names() == ("half",)
    for target in ("linked/", "linked/files/report.html", "there/", "there/files/findings.json", "half/files/report.html",
                   "half/files/findings.csv", "half/files/figures/representation.gender.svg"):  # fmt: skip
        assert answer(shelf, f"/audits/{target}").status == 404, target
    assert b"<img" not in answer(shelf, "/audits/half/finding?id=representation.gender.women").body


def test_a_defect_says_what_kind_and_quotes_nothing(report, monkeypatch):
    from audit.viewing import pages

    def broken(*_):
        raise KeyError("what somebody wrote")

    monkeypatch.setattr(pages, "findings_page", broken)
    given = answer(Shelf(report), f"/audits/{report.name}/")
    assert given.status == 500
    assert b"KeyError" in given.body
    assert b"somebody" not in given.body
    assert b"Traceback" not in given.body


def test_a_port_that_is_taken_says_so(server):
    with pytest.raises(OutputError, match=f"port {server.server_port} of 127.0.0.1 cannot be used"):
        Server(server.shelf, server.server_port)


def shapes(folder, findings, text):
    """The elements of every page of an audit that speaks this text everywhere, also in the address."""
    shelf = Shelf(put_report(folder, findings))
    at = f"/audits/{folder.name}/"
    first = next(iter(shelf.open(folder.name).claims))
    asked = quote(text, safe="")
    queries = "&".join(f"{name}={asked}" for name in ("q", "group", "metric", "measure", "sort", "finding", "reading"))
    found = []
    for each in (*PAGES, f"?{queries}", f"estimates?{queries}", f"finding?id={asked}", f"{asked}/"):
        given = answer(shelf, at + each.format(id=quote(first.key, safe="")))
        tree = Tree(given.body.decode())
        harmless(tree)
        # Choices stand in the order of their words; their number is the same.
        found.append((given.status, sorted(tree.shape)))
        for _, value in given.more:
            assert value.isascii()
            assert "\n" not in value
    return found


def harmless(tree):
    ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in tree.elements:
        assert tag not in ("script", "iframe", "object", "embed", "base", "link")
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in ("style", "srcset", "action", "formaction", "background")
            if name in ("href", "src"):
                assert re.match(r"(/$|/audits/|\?|#|files/|finding\?|estimates)", value), value
                assert value.isascii()


def test_hostile_words_in_every_field_and_address_change_no_element(tmp_path, example, hostile):
    usual = shapes(tmp_path / "usual", spoken(example, "harmless words"), "harmless words")
    for number, text in enumerate(each for each in hostile if len(each) < 1000 and "\ud800" not in each):
        folder = tmp_path / f"r{number}"
        assert shapes(folder, spoken(example, text), text) == usual, text
