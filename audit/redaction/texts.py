"""Texts with their identifiers replaced, and a count of what was replaced."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.redaction.links import find_links, shortened
from audit.redaction.pseudonyms import ACCOUNT, VALUE, Pseudonyms
from audit.redaction.settings import ACCOUNTS, Settings
from audit.text.identifiers import KINDS, Identifiers, find_identifiers

#: What is left of a text in which identifiers come out anew whatever is replaced.
WITHHELD = "[text withheld]"
#: Replacing can bring together what makes an identifier anew; after so many times the text is withheld.
_PASSES = 4
_ANY_LINK = r"://|www\."
_NAME_IN_LINK = re.compile(r"([^/@?#]+)/*(?:[?#].*)?$")

Numbers = npt.NDArray[np.int64]


@dataclass
class Replaced:
    """What was found in n texts, and where.

    Attributes
    ----------
    found, checked : Counter of str
        Identifiers by kind; those among them that keep all rules of the kind.
    rows : dict of str to list of ndarray of int64
        Texts that hold identifiers of a kind.
    links, withheld : int
        Links that were cut; texts that were withheld.
    """

    found: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    rows: dict[str, list[Numbers]] = field(default_factory=dict)
    links: int = 0
    withheld: int = 0

    def note(self, found: Identifiers) -> None:
        """Count what was found."""
        for kind in np.unique(found.kind).tolist():
            own = found.kind == kind
            name = KINDS[kind].name
            self.found[name] += int(own.sum())
            self.checked[name] += int((own & found.validated).sum())
            self.rows.setdefault(name, []).append(np.unique(found.row[own]))


@dataclass(frozen=True)
class TextRedactor:
    """Replaces identifiers in columns of text."""

    settings: Settings
    pseudonyms: Pseudonyms

    def redact(self, texts: pa.Array) -> tuple[pa.Array, Replaced]:
        """Replace what the settings say.

        Parameters
        ----------
        texts : pyarrow array of strings, shape (n,)

        Returns
        -------
        texts : pyarrow.LargeStringArray, shape (n,)
        replaced : Replaced
            What was found in the texts as they were.
        """
        texts = texts.cast(pa.large_string())
        told = Replaced()
        rows = np.arange(len(texts))
        for attempt in range(_PASSES):
            own = texts.take(pa.array(rows)) if attempt else texts
            found = find_identifiers(own)
            if attempt == 0:
                told.note(found)
            chosen = self._chosen(found)
            new = self._changed(own, found, chosen, told)
            if not new:
                return texts, told
            texts = _with(texts, {int(rows[row]): text for row, text in new.items()})
            rows = rows[np.array(sorted(new), dtype=np.int64)]
        left = find_identifiers(texts.take(pa.array(rows)))
        still = np.unique(left.row[self._chosen(left)])
        told.withheld = len(still)
        return _with(texts, {int(rows[row]): WITHHELD for row in still.tolist()}), told

    def left(self, texts: pa.Array) -> Identifiers:
        """What is still found in texts, of the kinds that are replaced."""
        found = find_identifiers(texts.cast(pa.large_string()))
        kept = np.array(self.settings.replaced, dtype=bool)[found.kind]
        return Identifiers(*(each[kept] for each in found))

    def _chosen(self, found: Identifiers) -> npt.NDArray[np.bool_]:
        wanted: npt.NDArray[np.bool_] = np.array(self.settings.replaced, dtype=bool)[found.kind]
        return wanted if self.settings.candidates else wanted & found.validated

    def _changed(
        self, texts: pa.Array, found: Identifiers, chosen: npt.NDArray[np.bool_], told: Replaced
    ) -> dict[int, str]:
        """The texts that change, by row."""
        places: dict[int, list[tuple[int, int, str]]] = {}
        for row, start, end, kind in zip(
            *(each[chosen].tolist() for each in (found.row, found.start, found.end, found.kind)), strict=True
        ):
            places.setdefault(row, []).append((start, end, KINDS[kind].name))
        linked = set[int]()
        if self.settings.links != "keep":
            linked = set(
                np.flatnonzero(
                    pc.fill_null(pc.match_substring_regex(texts, _ANY_LINK), pa.scalar(value=False))
                ).tolist()
            )
        result = {}
        for row in sorted(places.keys() | linked):
            old = texts[row].as_py()
            new = self._text(old, places.get(row, []), told, cut=row in linked)
            if new != old:
                result[row] = new
        return result

    def _text(self, text: str, places: list[tuple[int, int, str]], told: Replaced, *, cut: bool) -> str:
        octets = text.encode()
        spans: list[tuple[int, int, str]] = []
        for start, end in find_links(text) if cut else ():
            inside = [each for each in places if each[0] < end and start < each[1]]
            places = [each for each in places if each not in inside]
            first, last = min([start, *(each[0] for each in inside)]), max([end, *(each[1] for each in inside)])
            old = octets[first:last].decode(errors="replace")
            new = self._link(old, inside, octets)
            told.links += new != old
            spans.append((first, last, new))
        for start, end, kind in places:
            spans.append((start, end, self._placeholder(kind, octets[start:end].decode(errors="replace"))))
        pieces, done = list[bytes](), 0
        for start, end, new in sorted(spans):
            if start < done:  # links that share an identifier: the first took it all
                done = max(done, end)
                continue
            pieces += [octets[done:start], new.encode()]
            done = end
        return b"".join([*pieces, octets[done:]]).decode(errors="replace")

    def _link(self, link: str, inside: list[tuple[int, int, str]], octets: bytes) -> str:
        for start, end, kind in inside:
            if kind == "profile_link":
                return self._placeholder(kind, octets[start:end].decode(errors="replace"))
        return shortened(link, self.settings.links)

    def _placeholder(self, kind: str, value: str) -> str:
        plain = _PLACEHOLDERS[kind]
        if not self.settings.has_pseudonym(kind):
            return plain
        name = _account(value) if kind in ACCOUNTS else value
        made = self.pseudonyms.one(name, ACCOUNT if kind in ACCOUNTS else VALUE)
        return f"{plain[:-1]} {made}]"


_PLACEHOLDERS = {each.name: each.placeholder for each in KINDS}


def _account(value: str) -> str:
    """The name that a handle or the link of a profile holds, so that both are one pseudonym."""
    match = _NAME_IN_LINK.search(value.strip().rstrip("/>"))
    return match[1] if match else value


def _with(texts: pa.Array, new: dict[int, str]) -> pa.Array:
    """The texts, those of some rows replaced."""
    if not new:
        return texts
    rows = np.array(sorted(new), dtype=np.int64)
    mask = np.zeros(len(texts), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array([new[row] for row in rows.tolist()], pa.large_string()))
