"""From what a platform sends to what a reader sees."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from audit.loaders.hypertext import Token, attributes, tokens

# A semicolon is required: html.unescape alone also reads the bare legacy names and turns "?a=1&copy=2" into "?a=1©=2".
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def unescape(text: str) -> str:
    """Replace HTML character references by their characters, once.

    Parameters
    ----------
    text : str
        Text escaped for transport, such as ``AT&amp;T``.

    Returns
    -------
    str
        The text with one layer of escapes removed; anything that is not a complete reference stays.

    References
    ----------
    HTML Living Standard, 13.5 Named character references.
    """
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text


def paragraphs(*parts: str | None) -> str | None:
    """Join what there is with a blank line between; None where there is nothing.

    Parameters
    ----------
    *parts : str or None
        Title, body and the like, in reading order.

    Returns
    -------
    str or None
    """
    return "\n\n".join(part for part in parts if part) or None


# Begin and end a line of their own.
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
     "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
     "summary", "table", "tr", "ul"]
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_SPACE = re.compile(r"[ \t\n\r\f]+")

# Stands for a character that the platform draws: ":blobcat:", "[smile]", or the character itself.
_DRAWN = re.compile(r":[\w+-]{1,64}:|\[[^\[\]\s]{1,32}\]|[^\sA-Za-z]{1,16}")


class Link(NamedTuple):
    """Where an ``<a>`` leads, and its classes."""

    href: str
    classes: frozenset[str]


def html_text(html: str, without: Collection[str] = ()) -> str:
    """What a reader sees of HTML, as lines of plain text.

    Line breaks and ends of paragraphs and other blocks end a line; spaces are one space, except in ``<pre>``. Links keep
    their words: the parts of an address that Mastodon hides are parts of the text, so addresses are whole. Pictures that
    stand for a character are that character's text.

    Parameters
    ----------
    html : str
        Anything; unclosed and misplaced tags are no error.
    without : collection of str
        Elements of these classes are left out with what they hold.

    Returns
    -------
    str
        Possibly empty. Time is linear in the length of the input.
    """
    if "<" not in html:
        return _SPACE.sub(" ", unescape(html)).strip()
    parts: list[str] = []
    preformatted = 0
    for text, tag, closes, inside in _kept(html, without):
        if text:
            written = unescape(text)
            if not preformatted:
                written = _SPACE.sub(" ", written)
                written = written.removeprefix(" ") if _at_space(parts) else written
            if written:
                parts.append(written)
        elif tag == "br":
            parts.append("\n")
        elif tag in _BLOCKS:
            # A break before the edge of a block makes no empty line, only a second one does.
            if parts and not parts[-1].endswith("\n"):
                parts.append("\n")
            if tag == "pre":
                preformatted = max(0, preformatted + (-1 if closes else 1))
        elif tag in _CELLS and not _at_space(parts):
            parts.append(" ")
        elif tag == "img":
            alternative = unescape(attributes(inside).get("alt", ""))
            parts.extend([alternative] if _DRAWN.fullmatch(alternative) else [])
    # Not by a pattern: one for spaces before a break tries every space of a long run anew.
    return "\n".join(line.rstrip(" ") for line in "".join(parts).split("\n")).strip()


def html_links(html: str, without: Collection[str] = ()) -> list[Link]:
    """Links of HTML in their order.

    Parameters
    ----------
    html : str
    without : collection of str
        Links within elements of these classes are left out.

    Returns
    -------
    list of Link
        Those that lead to a page (``http`` or ``https``).
    """
    found: list[Link] = []
    if "<a" not in html and "<A" not in html:
        return found
    for _, tag, closes, inside in _kept(html, without):
        if tag == "a" and not closes:
            href = unescape(attributes(inside).get("href", "")).strip()
            if href.startswith(("http://", "https://")):
                found.append(Link(href, _classes(inside)))
    return found


def _kept(html: str, without: Collection[str]) -> Iterator[Token]:
    """The tokens of HTML that are not within an element of these classes."""
    if not without:
        yield from tokens(html)
        return
    left_out, depth = "", 0
    for token in tokens(html):
        if left_out:
            # A paragraph cannot hold another: the next one closes it.
            depth += (-1 if token.closes or token.tag == "p" else 1) if token.tag == left_out else 0
            if depth > 0:
                continue
            left_out = ""
            if token.closes:
                continue
        if token.tag and not token.closes and not _classes(token.inside).isdisjoint(without):
            left_out, depth = token.tag, 1
        else:
            yield token


def _at_space(parts: list[str]) -> bool:
    return not parts or parts[-1].endswith((" ", "\n"))


def _classes(inside: str) -> frozenset[str]:
    return frozenset(attributes(inside).get("class", "").split()) if "class" in inside.lower() else frozenset()


def meta_text(text: str) -> str:
    r"""Repair a text of an export by Meta, which writes each byte of UTF-8 as a character of its own.

    Only a text that is such bytes from end to end is changed: every character below U+0100, and together valid UTF-8
    that is more than ASCII. Text that an export holds as it should is nearly always something else, as a single é or an
    emoji is enough; what it cannot tell apart is a text that quotes such damage and nothing more, as ``Â°`` alone.

    Parameters
    ----------
    text : str
        Text as parsed from the JSON, such as ``caf\u00c3\u00a9`` for *café*.

    Returns
    -------
    str

    References
    ----------
    https://krvtz.net/posts/how-facebook-got-unicode-wrong.html
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
