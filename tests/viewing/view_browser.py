"""Chromium driven over its debugging pipe: real keys and clicks, with nothing to install but the browser.

The protocol (https://chromedevtools.github.io/devtools-protocol/) is JSON between zero bytes on two pipes, numbers 3 and 4 of
the browser, so that no port is opened and no client of web sockets is needed.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--disable-features=BackForwardCache",
    "--remote-debugging-pipe", "about:blank",
)  # fmt: skip
_NUMBERED = """import fcntl, os, sys
ends = [fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3]]
for number, end in zip((3, 4), ends):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])"""
_SECONDS = 30


def chromium():
    """The browser there is, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("POSTAUDIT_CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)


class Browser:
    """One page of a browser of its own."""

    def __init__(self, program, profile):
        heard, self._say = os.pipe()
        self._hear, said = os.pipe()
        command = [
            sys.executable,
            "-c",
            _NUMBERED,
            str(heard),
            str(said),
            program,
            f"--user-data-dir={profile}",
            *_FLAGS,
        ]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, pass_fds=(heard, said), stdin=quiet, stdout=quiet, stderr=quiet)
        os.close(heard)
        os.close(said)
        self._number, self._rest, self._events, self._session = 0, b"", [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for each in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{each}.enable")

    def close(self):
        """End the browser."""
        self._session = None
        with suppress(AssertionError, OSError):  # it may be gone before it answers
            self.call("Browser.close")
        try:
            self._process.wait(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._say)
        os.close(self._hear)

    def call(self, method, **parameters):
        """Have the browser do something; gives back what it answers."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._say, json.dumps(message).encode() + b"\0")
        while True:
            given = self._next()
            if given.get("id") == self._number:
                assert "error" not in given, given
                return given["result"]
            self._events.append(given)

    @contextmanager
    def loading(self):
        """Wait for the page that what is done inside leads to."""
        self._events = [each for each in self._events if each.get("method") != "Page.loadEventFired"]
        yield
        while not any(each.get("method") == "Page.loadEventFired" for each in self._events):
            self._events.append(self._next())

    def open(self, address):
        """Go to an address."""
        with self.loading():
            self.call("Page.navigate", url=address)

    def ask(self, script):
        """What a script says of the page."""
        given = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in given, given
        return given["result"].get("value")

    def click(self, script):
        """Click in the middle of the element that a script gives."""
        place = f"(e => {{ e.scrollIntoView({{block: 'center'}}); const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2] }})({script})"
        x, y = self.ask(place)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, text):
        """Type into what has the focus."""
        self.call("Input.insertText", text=text)

    def press(self, key, number, text=""):
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=number, **more)

    def width(self, pixels, height=900):
        """Make the window so wide."""
        self.call("Emulation.setDeviceMetricsOverride", width=pixels, height=height, deviceScaleFactor=1, mobile=False)

    def requests(self):
        """Addresses that were asked for so far."""
        sent = (each["params"] for each in self._events if each.get("method") == "Network.requestWillBeSent")
        return [each["request"]["url"] for each in sent]

    def complaints(self):
        """What the browser refused or could not do so far."""
        logged = (each["params"]["entry"] for each in self._events if each.get("method") == "Log.entryAdded")
        return [f"{each['text']} {each.get('url', '')}" for each in logged if "favicon.ico" not in each.get("url", "")]

    def _next(self):
        end = time.monotonic() + _SECONDS
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._hear], [], [], max(0, end - time.monotonic()))
            got = os.read(self._hear, 1 << 20) if ready else b""
            assert got, "the browser says nothing"
            self._rest += got
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)
