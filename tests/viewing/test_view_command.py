"""The command: it says where it is, answers there, and ends with 0 when it is asked to end."""

from __future__ import annotations

import queue
import signal
import socket
import urllib.request
import webbrowser

import pytest

from audit.files.interruption import Interrupted
from audit.viewing.server import Server


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_it_serves_until_it_is_asked_to_end(report, spawn, name):
    process = spawn("view", report, "--no-browser", "--quiet")
    address = process.stdout.readline().strip()
    with urllib.request.urlopen(address, timeout=30) as got:
        assert b"northtown-posts 2.1" in got.read()
        assert got.url == f"{address}audits/{report.name}/"
    process.send_signal(getattr(signal, name))
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")


def test_what_keeps_it_from_serving_is_said(report, postaudit, tmp_path):
    told = postaudit("view", tmp_path / "nowhere", "--no-browser")
    assert (told.code, told.out) == (2, "")
    assert "there is no such folder" in told.err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = postaudit("view", report, "--no-browser", "--port", port)
    assert told.code == 2
    assert f"port {port} of 127.0.0.1 cannot be used" in told.err
    (report / "findings.json").write_text("{}")
    told = postaudit("view", report, "--no-browser")
    assert told.code == 2
    assert "not a findings file" in told.err


def test_a_browser_is_opened_unless_told_otherwise(report, monkeypatch, postaudit):
    opened = queue.Queue()
    found = []

    def wait_for_the_browser(_):
        found.append(opened.get(timeout=10))
        raise Interrupted

    def end_at_once(_):
        raise Interrupted

    monkeypatch.setattr(webbrowser, "open", opened.put)
    monkeypatch.setattr(Server, "serve_forever", end_at_once)
    assert postaudit("view", report, "--no-browser").code == 0
    monkeypatch.setattr(Server, "serve_forever", wait_for_the_browser)
    told = postaudit("view", report)
    assert told.code == 0
    assert found == [told.out.strip()]
    assert found[0].startswith("http://127.0.0.1:")
