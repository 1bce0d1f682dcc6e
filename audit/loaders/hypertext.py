"""HTML cut into tags and what stands between them, in time linear to its length whatever it holds.

The standard library's parser took quadratic time on some broken tags for years (https://github.com/python/cpython/issues/135462)
and runs on until the end of the text at others. Posts need less: tags, their attributes, the text between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# HTML Living Standard 13.2.5: a tag begins with a letter; quotes protect a ">" only after "=". An unclosed quote does not.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>")
_MARK = re.compile(r"<(?=/?[a-zA-Z]|![-\[a-zA-Z]|\?[a-zA-Z])")
_COMMENT_END = re.compile(r"--!?>")
_ATTRIBUTE = re.compile(r"([^\s=>\"'/]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?+")

# What stands in these is not for readers.
_UNREAD = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style", "template")}

# A text that was cut inside of one of these ends with half a tag, not with words.
_COMMON = frozenset({"a", "b", "blockquote", "br", "code", "div", "em", "i", "img", "li", "p", "span", "strong", "ul"})


class Token(NamedTuple):
    """A piece of HTML.

    Attributes
    ----------
    text : str
        Text between tags, still escaped; empty for a tag.
    tag : str
        Name of a tag in lower case; empty for text.
    closes : bool
        Whether the tag is an end tag.
    inside : str
        The attributes as written; see :func:`attributes`.
    """

    text: str
    tag: str = ""
    closes: bool = False
    inside: str = ""


def tokens(html: str) -> Iterator[Token]:
    """Cut HTML into tags and text; comments, scripts and styles are left out, as a reader does not see them.

    Parameters
    ----------
    html : str
        Anything. ``<`` that begins no tag is text.

    Yields
    ------
    Token
    """
    position, honest = 0, True
    while True:
        mark = _MARK.search(html, position)
        if mark is None:
            break
        start = mark.start()
        if start > position:
            yield Token(html[position:start])
        if html[start + 1] in "!?":
            position = _after_comment(html, start)
            continue
        # One search that ran to the end in vain is enough: no later tag has an end that honours quotes either.
        tag = _TAG.match(html, start) if honest else None
        if tag is None:
            honest = False
            end = html.find(">", start)
            if end < 0:
                if not _is_cut_tag(html[start : start + 20_000]):
                    yield Token(html[start:])
                return
            # The ">" that ends it stands within what looked like quotes.
            tag = _TAG.match(html[start:end].replace("=", " ") + ">")
            position = end + 1
            if tag is None:
                continue
        else:
            position = tag.end()
        name = tag[2].lower()
        yield Token("", name, bool(tag[1]), tag[3])
        if name in _UNREAD and not tag[1]:
            close = _UNREAD[name].search(html, position)
            position = close.start() if close else len(html)
    if position < len(html):
        yield Token(html[position:])


def attributes(inside: str) -> dict[str, str]:
    """Attributes of a tag by lower-cased name, the first of each name, values still escaped."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(inside):
        found.setdefault(name.lower(), double or single or bare)
    return found


def _after_comment(html: str, start: int) -> int:
    """Where a comment, declaration or processing instruction ends; one that nobody closed hides the rest."""
    if html.startswith("<!--", start):
        end = _COMMENT_END.search(html, start + 2)
        return end.end() if end else len(html)
    return html.find(">", start) + 1 or len(html)


def _is_cut_tag(rest: str) -> bool:
    """Whether a text without a further ``>`` was cut inside a tag: ``<a href="https://exa`` is half a tag, ``a <b`` is not."""
    name = re.match(r"</?([a-zA-Z0-9]+)(?=\s|/|$)", rest)
    return name is not None and name[1].lower() in _COMMON and ("=" in rest or rest.startswith("</"))
