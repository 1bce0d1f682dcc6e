"""What a reader meets in a page, as lines to compare: its structure, sentences, tables, links and styles, and the words of charts.

Where a mark stands in a chart is left out: two versions of matplotlib place it a hair apart. What a chart says is not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser

#: Elements that run within a sentence; any other ends it.
_INLINE = {"a", "abbr", "b", "bdi", "br", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup", "wbr"}
#: What matplotlib draws with. Anything else in a chart (an image, a script, an animation) is compared as a word is.
_DRAWN = {"svg", "g", "defs", "path", "use", "text", "tspan", "clippath", "rect", "lineargradient", "stop", "pattern"}
#: Of a drawing, what can be read or heard.
_SAID = ("aria-label", "role", "aria-hidden", "hidden", "class")
#: Of a whole chart, by which one could be laid over another.
_LAID = ("viewbox", "width", "height", "overflow", "x", "y", "style", "preserveaspectratio")
_SPACE = re.compile(r"\s+")
_GENERATOR = re.compile(r'<meta name="generator" content="postaudit ([0-9A-Za-z.+-]{1,40})">')
_LANGUAGE = re.compile(r'<html lang="([a-z]{2})">')
_AROUND = 70


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._text: list[str] = []
        self._tagged: list[str] = []
        #: Elements of a chart that are open, and whether a line tells of each.
        self._charts: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg" or self._charts:
            known = tag in _DRAWN
            kept = [(name, value) for name, value in attrs if not known or _is_said(tag, name, value)]
            told = bool(kept) or not known or tag == "svg"
            self._end()
            if told:
                self._said(tag, kept)
            self._charts.append((tag, told))
        elif tag in _INLINE:
            self._within(_tag(tag, attrs))
        else:
            self._end()
            self._said(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._charts:
            self._end()
            told = True  # what closes nothing is no drawing
            while any(each == tag for each, _ in self._charts):
                name, told = self._charts.pop()
                if name == tag:
                    break
            if told:
                self.lines.append(f"</{tag}>")
        elif tag in _INLINE:
            self._within(f"</{tag}>")
        else:
            self._end()
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
        self.lines.append(_tag(tag, attrs))

    def _within(self, tag: str) -> None:
        """A tag in its place in the sentence: which words it is around can be what the sentence says."""
        self._tagged += [self._words(), tag]

    def _words(self) -> str:
        # Escaped, so that no text can pose as a tag.
        text = html.escape(_SPACE.sub(" ", "".join(self._text)), quote=False)
        self._text.clear()
        return text

    def _end(self) -> None:
        text = "".join([*self._tagged, self._words()]).strip()
        self._tagged.clear()
        if text:
            self.lines.append(text)


def _tag(tag: str, attrs: Sequence[tuple[str, str | None]]) -> str:
    said = "".join(
        f" {html.escape(name)}" if value is None else f' {html.escape(name)}="{html.escape(value)}"'
        for name, value in attrs
    )
    return f"<{tag}{said}>"


def _is_said(tag: str, name: str, value: str | None) -> bool:
    """Whether an attribute of a drawing is more than drawing: what is read aloud, acts, fetches, or says where it lies."""
    if tag == "svg" and name in _LAID:
        return True
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
        In order: each element with its attributes, and each sentence or cell as one line, with what is marked up within it.
        Of a chart only its size, its words, its description and what is no drawing.

    Examples
    --------
    >>> read('<p>Men <b>wrote</b> more.</p><svg viewBox="0 0 1 1"><path d="M 0 0"/><text x="1">+17</text></svg>')
    ['<p>', 'Men <b>wrote</b> more.', '</p>', '<svg viewbox="0 0 1 1">', '+17', '</svg>']
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
