"""The one door for what may be shown: small cells, passages of posts, hostile text, cells of spreadsheets, slurs.

The unit of protection is the author. A cell with fewer than ``k`` authors is hidden, and so are further cells until no
hidden one follows from the totals that are printed. This is suppression, not anonymity: two reports on nearly the same
authors can still be subtracted from each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.disclosure.identifying import identifying
from audit.disclosure.quotation import Piece, Quotes, Word
from audit.errors import PlanError

DEFAULT_K = 10
SMALLEST_K = 5

Mask = npt.NDArray[np.bool_]


def check_k(k: int) -> int:
    """The fewest authors a cell may show; PlanError below 5."""
    if k < SMALLEST_K:
        raise PlanError(
            f"floors.authors is {k}: cells with fewer than {SMALLEST_K} authors are never shown.",
            hint=f"Choose {SMALLEST_K} or more; the default is {DEFAULT_K}.",
        )
    return k


def suppress(authors: Sequence[int] | npt.NDArray[np.integer], k: int = DEFAULT_K) -> Mask:
    """Which parts of a whole must be hidden when the whole is known.

    Parameters
    ----------
    authors : sequence of int, shape (cells,)
        Authors in each part; the parts make up a total that is printed.
    k : int
        Fewest authors that a part may show.

    Returns
    -------
    ndarray of bool, shape (cells,)
        True where hidden: parts of 1 to ``k - 1`` authors, then the next smallest, until at least two parts with
        together at least ``k`` authors are hidden. A part without authors hides nobody and is shown, unless all else
        is hidden and still fewer than ``k``: then everything is, and the total must be too.

    Raises
    ------
    PlanError
        ``k`` is less than 5.
    ValueError
        A negative number of authors.
    """
    check_k(k)
    counts = _counts(authors, dimensions=1)
    hidden = (counts > 0) & (counts < k)
    if not hidden.any():
        return hidden
    for position in np.argsort(counts, kind="stable"):
        if hidden.sum() >= 2 and counts[hidden].sum() >= k:
            return hidden
        if counts[position] > 0:
            hidden[position] = True
    if hidden.sum() < 2 or counts[hidden].sum() < k:
        hidden[:] = True
    return hidden


@dataclass(frozen=True)
class TableMask:
    """What to hide of a table of r rows and c columns that is printed with its totals.

    Attributes
    ----------
    cells : ndarray of bool, shape (r, c)
    row_totals : ndarray of bool, shape (r,)
    column_totals : ndarray of bool, shape (c,)
    total : bool
    """

    cells: Mask
    row_totals: Mask
    column_totals: Mask
    total: bool


def suppress_table(authors: Sequence[Sequence[int]] | npt.NDArray[np.integer], k: int = DEFAULT_K) -> TableMask:
    """Which cells and totals of a table must be hidden so that no hidden one follows from the rest.

    Parameters
    ----------
    authors : array_like of int, shape (r, c)
        Authors in each cell.
    k : int
        Fewest authors that a cell or total may show.

    Returns
    -------
    TableMask
        After it, no hidden number is determined by the shown ones, and the hidden cells of any row or column whose
        total is shown have together at least ``k`` authors.

    Raises
    ------
    PlanError
        ``k`` is less than 5.
    ValueError
        Not a table, or a negative number of authors.

    Notes
    -----
    A table with its totals is a set of equations, one per row and column. Take rows and columns (each with the one of
    totals) as points and hidden numbers as lines between them: a hidden number follows exactly from the shown ones if
    and only if its line is a bridge, that is, lies on no cycle. Hiding goes on, smallest number first, until there is
    no bridge. Exact recovery is excluded; that each hidden number stays uncertain by ``k`` is not.

    References
    ----------
    Gusfield, D. (1988). A graph theoretic approach to statistical data security. SIAM Journal on Computing 17(3).
    """
    check_k(k)
    counts = _counts(authors, dimensions=2)
    with_columns = np.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1)
    table = np.concatenate([with_columns, with_columns.sum(axis=0, keepdims=True)], axis=0)
    hidden = (table > 0) & (table < k)
    while (extra := _next_to_hide(table, hidden, k)) is not None:
        hidden[extra] = True
    return TableMask(hidden[:-1, :-1], hidden[:-1, -1], hidden[-1, :-1], bool(hidden[-1, -1]))


def _next_to_hide(table: npt.NDArray[np.int64], hidden: Mask, k: int) -> tuple[int, int] | None:
    """The number to hide next, because some line gives a hidden one away; None if nothing does."""
    rows = (table * hidden).sum(axis=1)
    columns = (table * hidden).sum(axis=0)
    # A line's hidden numbers have a known sum wherever its total is shown.
    short_rows: Mask = ~hidden[:, -1] & (rows > 0) & (rows < k)
    short_columns: Mask = ~hidden[-1, :] & (columns > 0) & (columns < k)
    candidates = ~hidden & (short_rows[:, None] | short_columns)
    rank = np.zeros(table.shape, dtype=np.int64)
    if not candidates.any():
        bridges = _bridges(hidden)
        if not bridges:
            return None
        firm: Mask = hidden.copy()
        firm[tuple(np.array(bridges).T)] = False
        piece_of_row, piece_of_column = _pieces(hidden)
        block_of_row, block_of_column = _pieces(firm)
        # Closing a cycle through a bridge mends it at once; a line between two pieces brings that nearer; any other
        # makes one more bridge (without this order a table of 300 x 12 lost twice as many numbers).
        closing = (piece_of_row[:, None] == piece_of_column) & (block_of_row[:, None] != block_of_column)
        used_rows, used_columns = _lines(hidden)
        loose_rows, loose_columns = _lines(hidden & ~firm)
        joining = used_rows[:, None] & used_columns
        candidates = ~hidden & (loose_rows[:, None] | loose_columns | closing)
        rank = np.where(closing, 0, np.where(joining, 1, 2))
    places = np.argwhere(candidates)
    if len(places) == 0:
        return None
    at = tuple(places.T)
    # Numbers before totals, which readers need most; authors before zeros, which hide nobody.
    is_total = (at[0] == table.shape[0] - 1) | (at[1] == table.shape[1] - 1)
    first = np.lexsort((at[1], at[0], table[at], table[at] == 0, rank[at], is_total))[0]
    return int(places[first, 0]), int(places[first, 1])


def _lines(places: Mask) -> tuple[Mask, Mask]:
    """Rows, and columns, with any of these places."""
    return np.asarray(places.any(axis=1)), np.asarray(places.any(axis=0))


def _pieces(hidden: Mask) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Connected pieces of the graph of rows and columns, as a label for each row and each column."""
    n_rows = hidden.shape[0]
    label = list(range(sum(hidden.shape)))

    def root(point: int) -> int:
        while label[point] != point:
            label[point] = label[label[point]]
            point = label[point]
        return point

    for row, column in np.argwhere(hidden).tolist():
        label[root(row)] = root(n_rows + column)
    pieces = np.array([root(point) for point in range(len(label))], dtype=np.int64)
    return pieces[:n_rows], pieces[n_rows:]


def _bridges(hidden: Mask) -> list[tuple[int, int]]:
    """Hidden places on no cycle of the graph whose points are rows and columns; depth first, without recursion."""
    n_rows, n_columns = hidden.shape
    neighbours: list[list[int]] = [[] for _ in range(n_rows + n_columns)]
    for row, column in np.argwhere(hidden).tolist():
        neighbours[row].append(n_rows + column)
        neighbours[n_rows + column].append(row)
    found: list[tuple[int, int]] = []
    order = [-1] * len(neighbours)
    lowest = [0] * len(neighbours)
    clock = 0
    for start in range(len(neighbours)):
        if order[start] >= 0:
            continue
        order[start] = lowest[start] = clock
        clock += 1
        stack: list[tuple[int, int, Iterator[int]]] = [(start, -1, iter(neighbours[start]))]
        while stack:
            point, parent, others = stack[-1]
            for other in others:
                if order[other] < 0:
                    order[other] = lowest[other] = clock
                    clock += 1
                    stack.append((other, point, iter(neighbours[other])))
                    break
                if other != parent:
                    lowest[point] = min(lowest[point], order[other])
            else:
                stack.pop()
                if parent >= 0:
                    lowest[parent] = min(lowest[parent], lowest[point])
                    if lowest[point] > order[parent]:
                        found.append((min(parent, point), max(parent, point) - n_rows))
    return found


def _counts(
    authors: Sequence[int] | Sequence[Sequence[int]] | npt.NDArray[np.integer], dimensions: int
) -> npt.NDArray[np.int64]:
    counts = np.asarray(authors, dtype=np.int64)
    if counts.ndim != dimensions:
        raise ValueError(f"authors must have {dimensions} dimension(s), got shape {counts.shape}")
    if (counts < 0).any():
        raise ValueError("numbers of authors must not be negative")
    return counts


#: Characters that nobody sees, as a class of a regular expression: DEL and C1; soft hyphen, grapheme joiner, Arabic letter
#: mark, fillers of Hangul and Khmer, Mongolian separators, the blank of Braille; zero-width space and direction marks, line
#: and paragraph separators, embeddings; invisible operators and isolates; byte order mark, interlinear marks; lone
#: surrogates, which no terminal encodes; noncharacters; controls of shorthand and music; tags, which carry text.
UNSEEN_BELOW = (
    "\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800"
    "\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
)
#: The same of all planes. Python looks for it ten times as slowly as for characters below U+10000.
UNSEEN = (
    f"{UNSEEN_BELOW}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
)
_MOVES = re.compile(f"[\x00-\x1f\u200c\u200d{UNSEEN}]")


def escape_for_terminal(text: str) -> str:
    """Text that can move no cursor, forge no line and reverse no reading: each such character as ⟨U+202E⟩.

    Examples
    --------
    >>> escape_for_terminal("a" + chr(27) + "[2Jb" + chr(0x202E) + "c")
    'a⟨U+001B⟩[2Jb⟨U+202E⟩c'
    """
    return _MOVES.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)


_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_FORMULA_STARTS = frozenset("=+-@\t\r\n\0＝＋－＠")
# Spreadsheets that trim cells on import would find the formula behind these.
_TRIMMED = " \u00a0\u3000\u200b\ufeff"


def safe_cell(text: str) -> str:
    """Text of a CSV cell that no spreadsheet takes for a formula; numbers stay numbers.

    Parameters
    ----------
    text : str
        The cell, before quoting.

    Returns
    -------
    str
        With ``'`` in front where it starts, after any blanks, with ``= + - @``, their full-width forms, a tab, a line
        break or NUL, and is not a number.

    References
    ----------
    OWASP, CSV Injection; Application Security Verification Standard 5.0, 1.2.10.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("-5.2"), safe_cell("@name")
    ("'=1+1", '-5.2', "'@name")
    """
    start = text.lstrip(_TRIMMED)
    if start and start[0] in _FORMULA_STARTS and not _NUMBER.match(text):
        return "'" + text
    return text


def mask(form: str) -> str:
    """A slur for print: the first letter of each word and four asterisks, which do not tell its length.

    Examples
    --------
    >>> mask("example"), mask("two words")
    ('e****', 't**** w****')
    """
    return " ".join(f"{word[0]}****" for word in form.split())


#: What stands for words that are not shown, however many they are.
MASKED = "\u2022\u2022\u2022"
_MARKS = frozenset(".,;:!?'\"()-\u2013\u2014\u2026\u201c\u201d\u2018\u2019&%+*\u00a1\u00bf")
_POSSESSIVE = re.compile(r"['\u2019][sS](?!\w)")


def quote(words: Sequence[Word], quotes: Quotes) -> tuple[Piece, ...]:
    """Let a passage out.

    Parameters
    ----------
    words : sequence of Word
        In order.
    quotes : str
        ``masked``: words that are hidden give way to what is printed for them, slurs keep their first letter, and between
        words nothing but common marks is kept. ``verbatim``: as written, on one line.

    Returns
    -------
    tuple of Piece
    """
    pieces: list[Piece] = []
    for word in words:
        if quotes == "verbatim":
            _append(pieces, Piece(re.sub(r"\s+", " ", word.before), "plain"), Piece(word.text, word.kind))
            continue
        shown = Piece(mask(word.text) if word.is_slur else word.text, word.kind)
        if word.hidden:
            shown = Piece(word.hidden, "masked" if word.kind == "plain" else word.kind)
            if pieces and pieces[-1] == shown:  # how many words are hidden is hidden too
                continue
        _append(pieces, Piece(_between(word.before), "plain"), shown)
    return tuple(pieces)


def _append(pieces: list[Piece], *more: Piece) -> None:
    for each in more:
        if pieces and pieces[-1].kind == each.kind == "plain":
            pieces[-1] = Piece(pieces[-1].text + each.text, "plain")
        elif each.text:
            pieces.append(each)


def _between(text: str) -> str:
    """What may be shown between two words: marks that everybody uses; a link or an account is told, not shown."""
    ending = _POSSESSIVE.match(text)
    if ending:
        return "'s" + _between(text[ending.end() :])
    if any(each.isalnum() for each in text):
        found = identifying(text)
        return f" {found[0][2] if found else MASKED} "
    return re.sub(r" +", " ", "".join(each if each in _MARKS else " " for each in text))
