"""The words of a report that need explaining: found in the finished page, each linked once from where it first stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from audit.report.catalogue import Catalogue, Word

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
# Where no link may stand: in another link or a toggle, in what is drawn or copied, in headings, and in the rows of tables.
_CLOSED = frozenset({"a", "summary", "svg", "pre", "code", "style", "title", "h1", "h2", "h3", "h4", "tbody", "bdi"})
_START = '<main id="page-main">'


def linked(page: str, say: Catalogue) -> tuple[str, tuple[Word, ...]]:
    """The page with the first use of every word linked, and the words that it uses, in the order of the catalogue.

    Parameters
    ----------
    page : str
        Finished HTML in which every ``<`` and ``>`` of a text is escaped, as a template engine leaves it.
    say : Catalogue

    Returns
    -------
    tuple of str and tuple of Word
    """
    head, start, body = page.partition(_START)
    if not start:
        return page, ()
    open_words = {each.name: each for each in say.words}
    pattern = _pattern(open_words.values())
    pieces: list[str] = []
    for piece, is_text in _pieces(body):
        done = ""
        rest = piece
        while is_text and pattern is not None and (found := pattern.search(rest)):
            name = _name_of(found.group(), open_words.values())
            done += f'{rest[: found.start()]}<a class="word" href="#word-{name}">{found.group()}</a>'
            rest = rest[found.end() :]
            del open_words[name]
            pattern = _pattern(open_words.values())
        pieces.append(done + rest)
    return head + start + "".join(pieces), tuple(each for each in say.words if each.name not in open_words)


def _pieces(body: str) -> Iterator[tuple[str, bool]]:
    """Tags and texts in order, with whether a link may stand there."""
    closed, depth = "", 0
    for number, piece in enumerate(_TAG.split(body)):
        if not number % 2:
            yield piece, not closed and bool(piece.strip())
            continue
        yield piece, False
        found = _NAME.match(piece)
        name = found.group(1).lower() if found else ""
        if closed:
            if name == closed and not piece.endswith("/>"):
                depth += -1 if piece.startswith("</") else 1
                closed = closed if depth else ""
        elif not piece.startswith("</") and (name in _CLOSED or 'class="unseen"' in piece or "aria-hidden" in piece):
            closed, depth = name, 1


def _pattern(words: Iterable[Word]) -> re.Pattern[str] | None:
    forms = sorted((form for each in words for form in each.forms), key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_form, forms))})(?![\w-])", re.IGNORECASE) if forms else None


def _form(form: str) -> str:
    return re.escape(escape(form, quote=False)).replace("'", "(?:'|&#39;)")


def _name_of(found: str, words: Iterable[Word]) -> str:
    plain = found.replace("&#39;", "'").replace("&lt;", "<").casefold()
    return next(each.name for each in words if plain in {form.casefold() for form in each.forms})
