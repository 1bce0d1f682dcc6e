"""What a reader meets in a page, as lines to compare: its structure, sentences, tables, links and styles, and the words of charts.

Where a mark stands in a chart is left out: two versions of matplotlib place it a hair apart. What a chart says is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

#: Elements that run within a sentence; any other ends it.
_INLINE = {"a", "abbr", "b", "bdi", "br", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup", "wbr"}
#: What matplotlib draws with. Anything else in a chart (an image, a script, an animation) is compared as a word is.
_DRAWN = {"svg", "g", "defs", "path", "use", "text", "tspan", "clippath", "rect", "lineargradient", "stop", "pattern"}
#: Of a drawing, what can be read or heard.
_SAID = ("aria-label", "role", "aria-hidden", "hidden", "class")
_GENERATOR = re.compile(r'<meta name="generator" content="postaudit ([0-9A-Za-z.+-]{1,40})">')
_LANGUAGE = re.compile(r'<html lang="([a-z]{2})">')
_AROUND = 70


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._text: list[str] = []
        self._charts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            self._charts += 1
        if self._charts:
            known = tag in _DRAWN
            kept = [(name, value) for name, value in attrs if not known or _is_said(name, value)]
            self._end()
            if kept or not known:
                self._said(tag, kept)
            return
        if tag not in _INLINE:
            self._end()
        # An attribute may hold a whole citation or picture, so that it stands on a line of its own.
        if tag not in _INLINE or attrs:
            self._said(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg" and self._charts:
            self._charts -= 1
        if tag not in _INLINE:
            self._end()
            if not self._charts:
                self.lines.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self._said("!--", [("", data)])

    def handle_decl(self, decl: str) -> None:
        self._said("!", [("", decl)])

    def unknown_decl(self, data: str) -> None:
        self._said("![", [("", data)])

    def handle_pi(self, data: str) -> None:
        self._said("?", [("", data)])

    def close(self) -> None:
        super().close()
        self._end()

    def _said(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        # Beside the sentence it stands in, which goes on after it.
        said = " ".join(name if value is None else f'{name}="{value}"' for name, value in attrs)
        self.lines.append(f"<{tag} {said}>" if said else f"<{tag}>")

    def _end(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            self.lines.append(text)


def _is_said(name: str, value: str | None) -> bool:
    """Whether an attribute of a drawing is more than drawing: what is read aloud, acts, or fetches."""
    return name in _SAID or name.startswith("on") or (name.endswith("href") and not (value or "").startswith("#"))


def read(page: str) -> list[str]:
    """The lines of a page, or of a chart alone.

    Parameters
    ----------
    page : str
        HTML or SVG.

    Returns
    -------
    list of str
        In order: each element with its attributes, and each sentence or cell as one line, whatever is marked up within it.
        Of a chart only its words, its description and what is no drawing.

    Examples
    --------
    >>> read('<p>Men <b>wrote</b> more.</p><svg viewBox="0 0 1 1"><path d="M 0 0"/><text x="1">+17</text></svg>')
    ['<p>', 'Men wrote more.', '</p>', '+17']
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.lines


def written_by(page: str) -> str:
    """The version of postaudit that the page names as its maker; empty if none."""
    found = _GENERATOR.search(page)
    return found.group(1) if found else ""


def language_of(page: str) -> str:
    """The language of the page's fixed words; empty if it names none."""
    found = _LANGUAGE.search(page)
    return found.group(1) if found else ""


def first_difference(there: Sequence[str], here: Sequence[str]) -> tuple[str, str] | None:
    """The first place where two lists of lines part: what each says there, clipped; None if they are the same.

    Examples
    --------
    >>> first_difference(["Men wrote +71 pts."], ["Men wrote +17 pts."])
    ('Men wrote +71 pts.', 'Men wrote +17 pts.')
    >>> first_difference(["a"], ["a", "b"])
    ('nothing more', 'b')
    """
    at = agreed(there, here)
    if at == len(there) == len(here):
        return None
    one, other = ((each[at] if at < len(each) else None) for each in (there, here))
    if one is None or other is None:
        return _start(one), _start(other)
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, same - _AROUND // 2)
    return _around(one, start), _around(other, start)


def agreed(there: Sequence[str], here: Sequence[str]) -> int:
    """How many lines two lists have in common from the start."""
    return next((n for n, (a, b) in enumerate(zip(there, here, strict=False)) if a != b), min(len(there), len(here)))


def _start(text: str | None) -> str:
    return "nothing more" if text is None else _around(text, 0)


def _around(text: str, start: int) -> str:
    end = start + 2 * _AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
