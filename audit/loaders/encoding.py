"""Which encoding a text is in, decided by evidence, once per source, and said in the report.

The order of evidence: what the plan declares; a byte order mark; zeros where UTF-16 has them; validity as UTF-8, which
text in another encoding does not reach by accident (RFC 3629, 1); and only then a comparison of legacy encodings by how
much the result looks like words: letters beside letters of the same script, no control characters, no symbols or
capitals inside words.
"""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, BinaryIO

from audit.errors import SourceError, both_ways, did_you_mean

#: Bytes looked at. A file whose first odd byte comes later is read as UTF-8, and the records that are not are rejected.
HEAD = 4 * 2**20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# In order of preference where the evidence is equal.
_LEGACY = [
    "cp1252",
    "mac_roman",
    "cp1251",
    "koi8_r",
    "euc_kr",
    "gb18030",
    "shift_jis",
    "euc_jp",
    "big5",
    "cp1254",
    "cp1250",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
    "cp866",
    "cp850",
    "latin-1",
]

# Letters of no living language's plain text that fill the gaps of single-byte tables.
_RARE = frozenset("ƒˆ˜ðþÐÞ")

_VOWELS = frozenset("аеёиіїєоуўыэюяАЕЁИІЇЄОУЎЫЭЮЯъЪ")

_BETTER = f"{both_ways('--encoding NAME', encoding='NAME')} says better"

# Below this, no reading looks like text: the file was damaged before, by being converted twice.
_READABLE = 0.7


@dataclass(frozen=True)
class Encoding:
    """An encoding and why: ``mark`` is the length of the byte order mark, ``guessed`` whether another was possible."""

    name: str
    why: str
    mark: int = 0
    guessed: bool = False

    @property
    def is_utf8(self) -> bool:
        """Whether the bytes can be read as they are."""
        return self.name == "utf-8"

    def __str__(self) -> str:
        return f"{self.name} because {self.why}"


def decide(head: bytes, declared: str = "", *, name: str = "", complete: bool = False) -> Encoding:
    """Decide the encoding of a text.

    Parameters
    ----------
    head : bytes
        The first :data:`HEAD` bytes.
    declared : str
        What the plan says; it wins.
    name : str
        Of the source, for messages.
    complete : bool
        Whether the head is all there is, so that its last character is not cut.

    Raises
    ------
    SourceError
        The declared encoding is not known.
    """
    mark, marked = next(((len(mark), name) for mark, name in _MARKS if head.startswith(mark)), (0, ""))
    if declared:
        return _declared(declared, mark, marked, name)
    if marked:
        return Encoding(marked, "it opens with that byte order mark", mark)
    wide = _wide(head)
    if wide:
        return Encoding(wide, "every other byte of its first lines is zero", guessed=True)
    good, bad = _utf8_evidence(head, complete=complete)
    if not bad:
        return Encoding("utf-8", "all of its bytes are valid UTF-8" if good else "its bytes are plain ASCII")
    # Damaged lines in a UTF-8 file: real multi-byte sequences outnumber what is broken. In legacy text they are chance.
    if good >= 2 * bad:
        return Encoding(
            "utf-8", f"{good:,} sequences are valid UTF-8 and {bad:,} bytes are not; those records are rejected"
        )
    return _legacy(head)


def _declared(declared: str, mark: int, marked: str, name: str) -> Encoding:
    try:
        known = codecs.lookup(declared).name
        "".encode(known)
    except (LookupError, TypeError):
        raise SourceError(
            f"{name}: the plan declares the encoding {declared!r}, which is not known.",
            hint=did_you_mean(declared.lower(), ["utf-8", "utf-16", *_LEGACY]),
        ) from None
    if known in {"utf-16", "utf-32"}:
        known = marked or f"{known}-le"
    if known == "utf-8-sig":
        known = "utf-8"
    return Encoding(known, "the plan declares it", mark if marked == known else 0)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark, in a text with Latin letters, digits or separators: every other byte is zero."""
    sample = head[: 64 * 2**10]
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 8:
        return ""
    even, odd = sample[::2].count(0) / (len(sample) / 2), sample[1::2].count(0) / (len(sample) / 2)
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else ""


def _utf8_evidence(head: bytes, *, complete: bool) -> tuple[int, int]:
    """Count valid multi-byte sequences and bytes that belong to none."""
    if head.isascii():
        return 0, 0
    text = head.decode("utf-8", errors="surrogateescape")
    if not complete:
        # A cut character leaves at most three stray bytes at the very end.
        text = text[:-3] + text[-3:].rstrip("".join(map(chr, range(0xDC80, 0xDD00))))
    bad = len(re.findall("[\udc80-\udcff]", text))
    good = len(re.findall("[^\x00-\x7f]", text)) - bad
    return good, bad


def _legacy(head: bytes) -> Encoding:
    sample = b"\n".join(line for line in re.split(rb"[\r\n]+", head) if not line.isascii())[: 256 * 2**10]
    scores = []
    for rank, name in enumerate(_LEGACY):
        text = _decoded(sample, name)
        if text is not None:
            scores.append((_looks_like_words(text, name), -rank, name))
    scores.sort(reverse=True)
    (best, _, name), *others = scores
    if best < _READABLE:
        known = {each for _, _, each in scores}
        name = next(each for each in ("cp1252", "mac_roman", "latin-1") if each in known)
        return Encoding(
            name,
            f"it is not UTF-8, and no encoding makes words of what is beyond ASCII (best score {best:.2f}); read as the "
            f"most usual one, those characters stay damaged; {_BETTER}",
            guessed=True,
        )
    runner_up = f", {others[0][2]} would give {others[0][0]:.2f}" if others else ""
    return Encoding(
        name,
        f"it is not UTF-8 and reads most like words that way (score {best:.2f}{runner_up}); {_BETTER}",
        guessed=True,
    )


def _decoded(sample: bytes, name: str) -> str | None:
    try:
        return sample.decode(name)
    except UnicodeDecodeError as error:
        # The sample may end inside a character, and a stray byte or two in a long text is damage, not another encoding.
        text = sample.decode(name, errors="replace")
        return (
            text
            if error.start > 1000 and text.count("\ufffd") * 200 < len(re.findall(rb"[\x80-\xff]", sample))
            else None
        )


def _looks_like_words(text: str, encoding: str) -> float:
    """Mean over the characters beyond ASCII: 1 for a letter among letters of its script, below 0 for what no text holds."""
    score, count = 0.0, 0
    if encoding in {"shift_jis", "euc_jp"}:
        # A fifth of hiragana at least is Japanese, and hardly anything else decodes to it.
        beyond = len(re.findall("[^\x00-\x7f]", text))
        score = 0.5 * beyond if len(re.findall("[\u3041-\u3096]", text)) * 5 > beyond else 0.0
    if encoding in {"cp1251", "koi8_r", "cp866"}:
        letters = re.findall("[\u0400-\u04ff]", text)
        vowels = sum(letter in _VOWELS for letter in letters)
        if not 0.25 <= vowels / max(len(letters), 1) <= 0.65:
            return -1.0  # Hebrew and others land on Cyrillic letters too, but not on its vowels
    for position, character in enumerate(text):
        if character < "\x80":
            continue
        count += 1
        before = text[position - 1] if position else " "
        after = text[position + 1] if position + 1 < len(text) else " "
        score += _fit(character, before, after)
    return score / max(count, 1)


def _fit(character: str, before: str, after: str) -> float:
    category = unicodedata.category(character)
    if category in {"Cc", "Co", "Cn"} or character == "\ufffd":
        return -3.0
    script = _script(character)
    inside = before.isalpha() and after.isalpha()
    if category[0] == "L":
        if character in _RARE or script == "OTHER":
            return -1.0
        if script == "CJK":
            return _fit_ideograph(character, before, after)
        if category == "Lo" and script == "LATIN":
            return -1.0
        neighbours = [each for each in (before, after) if each.isalpha()]
        if any(_script(each) != script for each in neighbours):
            return -1.0
        if category == "Lu" and before.islower():
            return -1.0
        if category == "Lu" and after.islower() and before.isupper():
            return -0.5
        if script == "LATIN":
            # Latin alphabets mix accented letters with plain ones: three in a row are the mark of a wrong table.
            return -0.3 if len(neighbours) == 2 and min(neighbours) > "\x7f" else 1.0
        # Other alphabets write whole words; a lone Greek or Cyrillic letter is a mere symbol.
        return 1.0 if neighbours else -0.3
    if category[0] == "M":
        return 0.8 if before.isalpha() or unicodedata.category(before)[0] == "M" else -1.0
    if category in {"Pi", "Pf", "Pd", "Po", "Ps", "Pe", "Zs"}:
        apostrophe = character in "\u2019'"
        return 0.7 if apostrophe or not inside else -0.5
    return -0.7 if inside else 0.0


def _fit_ideograph(character: str, before: str, after: str) -> float:
    if any(each.isascii() and each.isalpha() and each.islower() for each in (before, after)):
        return -0.7
    if any(_hangul(each) != _hangul(character) for each in (before, after) if _script(each) == "CJK"):
        return -0.5
    beside = sum(_script(each) == "CJK" for each in (before, after))
    try:
        # GB 2312, JIS X 0208 and Big5 put their few thousand common characters first.
        common = character.encode("gb2312")[0] < 0xD8
    except UnicodeEncodeError:
        common = "\u3040" <= character <= "\u30ff" or _hangul(character)
    return (1.0 if beside else 0.2) if common else -0.3


def _hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"


def _script(character: str) -> str:
    if "\uff61" <= character <= "\uff9f":  # half-width kana: what Shift JIS makes of any other legacy text
        return "OTHER"
    point = ord(character)
    if point < 0x250 or 0x1E00 <= point < 0x1F00:
        return "LATIN"
    for last, name in _SCRIPTS:
        if point < last:
            return name
    return "OTHER"


_SCRIPTS = (
    (0x370, "OTHER"), (0x400, "GREEK"), (0x530, "CYRILLIC"), (0x590, "ARMENIAN"), (0x600, "HEBREW"), (0x700, "ARABIC"),
    (0xE00, "OTHER"), (0xE80, "THAI"), (0x2E80, "OTHER"), (0xA000, "CJK"), (0xAC00, "OTHER"), (0xD7A4, "CJK"),
)  # fmt: skip


class Transcoded(io.RawIOBase):
    """Any encoding in, UTF-8 out; ``replaced`` counts characters that could not be decoded and became U+FFFD."""

    def __init__(self, below: BinaryIO, encoding: str) -> None:
        super().__init__()
        self.below = below
        self.replaced = 0
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._ready = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def close(self) -> None:
        """Close this stream and the one below."""
        self.below.close()
        super().close()

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer; 0 at the end."""
        while not self._ready and not self._ended:
            piece = self.below.read(2**20)
            self._ended = not piece
            text = self._decoder.decode(piece, final=self._ended)
            if "\ufffd" in text:
                self.replaced += text.count("\ufffd")
            self._ready = memoryview(text.encode("utf-8", errors="replace"))
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def as_utf8(stream: BinaryIO, encoding: Encoding) -> BinaryIO:
    """The stream as UTF-8 without its byte order mark."""
    if encoding.mark:
        stream.read(encoding.mark)
    if encoding.is_utf8:
        return stream
    return io.BufferedReader(Transcoded(stream, encoding.name), 2**20)


def replaced_in(stream: BinaryIO) -> int:
    """How many characters of an :func:`as_utf8` stream could not be decoded so far."""
    return int(getattr(getattr(stream, "raw", None), "replaced", 0))
