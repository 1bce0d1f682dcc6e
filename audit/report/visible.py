"""Text of a dataset made fit to be seen: nothing invisible, nothing endless, nothing that breaks an address.

Escaping for HTML is the template engine's work; here characters that would hide or reorder what stands around them are
spelled out, because a reader cannot see them (Boucher & Anderson 2023, Trojan Source, USENIX Security).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote

from audit.disclosure import UNSEEN, UNSEEN_BELOW

LONGEST_LABEL = 44

# Controls but tab and newline, and whatever else nobody sees. Joiners (U+200C, U+200D) and variation selectors are treated
# apart: Persian, Indic scripts, ideographs and emoji are spelled with them, one after a letter of theirs. More than one, or
# one after a letter of ours, is a hiding place.
_HIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f{UNSEEN}]")
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_STRAY = re.compile(
    f"(?:^|(?<=[\x00-\x7f]))(?:[\u200c\u200d\ufe00-\ufe0e]|\ufe0f(?!\u20e3)|[\U000e0100-\U000e01ef])+"
    f"|(?<=[{_SELECTORS}])[{_SELECTORS}]+"
)
# Marks that stand on a letter, of no script in particular: a few are writing, a stack covers the lines above and below.
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACK = re.compile(f"({_MARKS}{{8}})({_MARKS}+)")
_IN_JSON = re.compile(f"[{UNSEEN}]")
# Whether there may be any of these at all: a tenth of the time that it takes to look for each.
_SUSPECT = re.compile(f"[\x00-\x08\x0b-\x1f\u200c\u200d\ufe00-\ufe0f{_MARKS[1:-1]}{UNSEEN_BELOW}\U0001bca0-\U0010ffff]")
_SPELLED_ID = re.compile(r"[a-z0-9_]+(?:[.-][a-z0-9_]+)*")
_RIGHT_TO_LEFT = ("R", "AL")


def visible(text: str) -> str:
    """The text with characters that cannot be seen spelled out, as in ⟨U+202E⟩."""
    if not _SUSPECT.search(text):  # nearly every text of a report
        return text
    return _STACK.sub(_counted, _HIDDEN.sub(_spell, _STRAY.sub(_spell_all, text)))


def _spell(match: re.Match[str]) -> str:
    return f"⟨U+{ord(match.group()):04X}⟩"


def _spell_all(match: re.Match[str]) -> str:
    return "".join(f"⟨U+{ord(each):04X}⟩" for each in match.group())


def _counted(match: re.Match[str]) -> str:
    return f"{match[1]}⟨{len(match[2])} more marks⟩"


def in_json(text: str) -> str:
    """JSON in which characters that cannot be seen are written as escapes, so that whoever opens the file sees them.

    They stand in strings alone, so it says the same as before.
    """
    return _IN_JSON.sub(_json_escape, text) if _SUSPECT.search(text) else text


def _json_escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def line(text: str) -> str:
    """The visible text on one line."""
    return " ".join(visible(text).split())


def width(text: str) -> int:
    """Columns the text takes: two for wide characters, none for combining ones."""
    return sum(0 if unicodedata.combining(each) else 1 + (unicodedata.east_asian_width(each) in "WF") for each in text)


def clipped(text: str, most: int) -> str:
    """The visible text on one line of at most so many characters, the rest an ellipsis."""
    text = line(text[: 4 * most])
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def shortened(text: str, most: int = LONGEST_LABEL) -> str:
    """The visible text on one line of at most so many columns, the rest an ellipsis."""
    text = line(text[: 8 * most])
    if width(text) <= most:
        return text
    room = most - 1
    for at, each in enumerate(text):
        room -= width(each)
        if room < 0:
            return f"{text[:at].rstrip()}…"
    return text


def direction(text: str) -> str:
    """``rtl`` if the first letter with a direction runs from right to left, else ``ltr`` (Unicode UAX #9, rule P2)."""
    for each in text:
        kind = unicodedata.bidirectional(each)
        if kind in ("L", *_RIGHT_TO_LEFT):
            return "rtl" if kind in _RIGHT_TO_LEFT else "ltr"
    return "ltr"


def anchor(identifier: str) -> str:
    """The identifier as the ``id`` of an element: our own ids as they are, any other without blanks and of sane length."""
    plain = re.sub(r"\s", "_", visible(identifier)) or "_"
    return plain if len(plain) <= 200 else f"{plain[:180]}-{_digest(identifier)}"


def fragment(identifier: str) -> str:
    """The address of :func:`anchor` within the page."""
    return f"#{quote(anchor(identifier), safe='')}"


def file_stem(identifier: str) -> str:
    """A file name that holds nothing of the data but letters a-z, digits and dots; the same id, the same name."""
    if len(identifier) <= 80 and _SPELLED_ID.fullmatch(identifier) and "." in identifier:
        return identifier
    digest = _digest(identifier)
    plain = unicodedata.normalize("NFKD", identifier).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:48].strip("-")
    return f"{stem}-{digest}" if stem else digest


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:8]
