"""Lists of words that posts may not hold, which filters name; ids of posts are :mod:`audit.resources.post_ids`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from audit.errors import PlanError, ResourceError
from audit.resources import Card
from audit.resources.post_ids import users_list
from audit.text.features import TextPass
from audit.text.lexicon import compile_lexicon

_WORD_COLUMNS = ("word", "form", "term")
#: More lines than this are no list of words.
MOST_WORDS = 100_000


@dataclass(frozen=True)
class _Word:
    """A form to be matched wherever it stands."""

    form: str
    axis: str = "list"
    group: str = "list"
    tier: str = "strict"
    part_of_speech: str = ""
    number: str = ""


def read_words(path: str) -> tuple[TextPass, Card]:
    """A list of words or phrases: one a line, or a CSV file with the column ``word``.

    Raises
    ------
    PlanError
        There is no such file, it holds nothing, or a line is no word that can be matched.
    """
    content = _content(Path(path))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlanError(f"{Path(path).name}: is not UTF-8.", hint="One word or phrase a line is expected.") from None
    lines = text.splitlines()
    if Path(path).suffix.lower() == ".csv":
        rows = list(csv.reader(lines))
        column = (
            next((i for i, each in enumerate(rows[0]) if each.strip().lower() in _WORD_COLUMNS), None) if rows else None
        )
        if column is None:
            raise PlanError(
                f"{Path(path).name}: has no column word.", hint="Its first line names the columns; word is expected."
            )
        lines = [row[column] for row in rows[1:] if len(row) > column]
    forms = list(dict.fromkeys(each.strip() for each in lines if each.strip()))
    if not forms or len(forms) > MOST_WORDS:
        raise PlanError(
            f"{Path(path).name}: holds {len(forms):,} words.",
            hint=f"From 1 to {MOST_WORDS:,} are expected, one a line.",
        )
    try:
        lexicon = compile_lexicon([_Word(each) for each in forms])
    except ResourceError as error:
        raise PlanError(
            f"{Path(path).name}: {error.message}", hint="Take that line out, or write it as words."
        ) from None
    return TextPass(lexicon), users_list(path, "words", f"{len(forms):,} words that posts may not hold", content)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PlanError(f"{path.name}: cannot be read: {error.strerror}.", hint="A filter names this file.") from None
