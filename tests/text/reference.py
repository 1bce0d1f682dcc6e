"""The slow, obvious matcher that the kernel is held to: one character at a time, plain lists and dictionaries.

It shares nothing with ``audit.text`` but the rules, which are written in ``audit/text/__init__.py``.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass, field

IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    (0x0640, 0x0640), (0x064B, 0x0652), (0x0670, 0x0670),  # tatweel and vowel signs of Arabic
    (0xFC5E, 0xFC63), (0xFCF2, 0xFCF4), (0xFE70, 0xFE72), (0xFE74, 0xFE74), (0xFE76, 0xFE7F),
)  # fmt: skip
NO_SPACES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3038, 0x303C),
    (0x3041, 0x309F), (0x30A0, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F),
)  # fmt: skip
EMOJI = ((0x2190, 0x21FF), (0x2300, 0x23FF), (0x25A0, 0x27BF), (0x2900, 0x297F), (0x2B00, 0x2BFF), (0x1F000, 0x1FAFF))
SKIN_TONES = range(0x1F3FB, 0x1F400)
WORD = {"lower", "upper", "other", "digit"}


def inside(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= ord(char) <= high for low, high in ranges)


@functools.cache
def kind(char: str) -> str:
    if inside(char, IGNORABLE):
        return "ignorable"
    compatible = unicodedata.normalize("NFKC", char)
    if len(compatible) == 1:
        char = compatible
        if inside(char, IGNORABLE):
            return "ignorable"
    if char in "'’‘ʼ":
        return "apostrophe"
    if char == "@":
        return "at"
    if char == "#":
        return "hash"
    if char in "\n\r\x0b\x0c\x85\u2028\u2029":
        return "line end"
    if char in ".!?…‥‼⁇⁈⁉。؟।॥۔¡¿":
        return "sentence end"
    category = unicodedata.category(char)
    if 0x3400 <= ord(char) <= 0x4DBF or 0x4E00 <= ord(char) <= 0x9FFF or 0x20000 <= ord(char) <= 0x3347F:
        return "single"  # ideographs, also those younger than this Python
    if 0x1F1E6 <= ord(char) <= 0x1F1FF:
        return "regional"
    if category[0] in "LN" and category != "Nd" and inside(char, NO_SPACES):
        return "single"
    if category == "Ll":
        return "lower"
    if category in ("Lu", "Lt"):
        return "upper"
    if category[0] == "L":
        return "other"
    if category[0] == "N":
        return "digit"
    if category in ("Mn", "Mc"):
        return "mark"
    if category == "Me":
        return "ignorable"
    if ord(char) in SKIN_TONES:
        return "emoji"
    if inside(char, EMOJI) and (category == "So" or (category == "Cn" and ord(char) >= 0x1F000)):
        return "emoji"
    if char in " \t" or category == "Zs":
        return "space"
    return "separator"


@functools.cache
def fold_character(char: str) -> str:
    """NFKC and casefold of one character until nothing changes, then decomposed."""
    if kind(char) == "apostrophe":
        return "'"
    before, after = "", unicodedata.normalize("NFD", char)
    while before != after:
        before, after = after, unicodedata.normalize("NFKC", after.casefold())
    folded = unicodedata.normalize("NFD", after)
    return "".join(c for c in folded if not inside(c, IGNORABLE) and c != " ")


@functools.cache
def fold(word: str) -> str:
    return unicodedata.normalize("NFD", "".join(fold_character(c) for c in word))


@functools.cache
def is_latin(char: str) -> bool:
    base = unicodedata.normalize("NFKC", char)[0]
    return unicodedata.name(base, "").startswith("LATIN ") or char in "ªº"


@dataclass
class Token:
    word: str
    start: int  # byte
    end: int
    capital: bool
    after_break: bool
    toneless: str = ""


@dataclass
class Tokens:
    tokens: list[Token] = field(default_factory=list)
    letters: int = 0
    latin_letters: int = 0


def tokenise(text: str) -> Tokens:
    kinds = [kind(c) for c in text] + ["end"]
    byte = [0]
    for char in text:
        byte.append(byte[-1] + len(char.encode()))
    out = Tokens()
    broken = False

    def add(word: str, start: int, end: int, toneless: str = "") -> None:
        nonlocal broken
        out.tokens.append(Token(word, byte[start], byte[end], kinds[start] == "upper", broken, toneless))
        broken = False

    def wordish(i: int) -> bool:
        return kinds[i] in WORD or kinds[i] == "single" or text[i : i + 1] == "_"

    def handle_end(i: int) -> int:
        """Where the handle that starts with the at sign at i ends; i if there is none."""
        if not wordish(i + 1):
            return i
        i += 1
        while i < len(text):
            more = kinds[i] in ("mark", "ignorable") or wordish(i)
            if more or (text[i] in ".-@" and wordish(i + 1)):
                i += 1
            else:
                break
        return i

    def url_end(i: int) -> int:
        stop = {"space", "line end", "single", "emoji", "regional"}
        while i < len(text) and kinds[i] not in stop and text[i] not in '<>"':
            i += 1
        return i

    i, hashtag = 0, False
    while i < len(text):
        k = kinds[i]
        if k in ("sentence end", "line end"):
            broken, hashtag, i = True, False, i + 1
        elif k == "at":
            end = handle_end(i)
            hashtag = False
            if end > i:
                broken = True
            i = max(end, i + 1)
        elif k == "hash":
            hashtag, i = True, i + 1
        elif k == "regional":
            end = i + 2 if kinds[i + 1] == "regional" else i + 1
            add(text[i:end], i, end)
            i, hashtag = end, False
        elif k == "emoji":
            word, start, end = text[i], i, i + 1
            i += 1
            while i < len(text):
                if text[i] in "\ufe0e\ufe0f":
                    i, end = i + 1, i + 1
                elif ord(text[i]) in SKIN_TONES or 0xE0020 <= ord(text[i]) <= 0xE007F:
                    word, i, end = word + text[i], i + 1, i + 1
                elif text[i] == "\u200d" and kinds[i + 1] == "emoji":
                    word, i, end = word + text[i : i + 2], i + 2, i + 2
                else:
                    break
            toneless = word[0] + "".join(c for c in word[1:] if ord(c) not in SKIN_TONES)
            add(word, start, end, toneless)
            hashtag = False
        elif k in WORD or k == "single":
            start, end, raw, last, apostrophe = i, i + 1, text[i], k, -1
            i += 1
            while i < len(text):
                k2 = kinds[i]
                if k2 in WORD:
                    if kinds[start] == "single" or (hashtag and splits(kinds, i, last)):
                        break
                    raw, i, end, last = raw + text[i], i + 1, i + 1, k2
                elif k2 == "mark":
                    raw, i, end = raw + text[i], i + 1, i + 1
                elif k2 == "ignorable":
                    i += 1
                elif k2 == "apostrophe" and kinds[start] != "single" and kinds[i + 1] in WORD:
                    apostrophe = i
                    raw, i = raw + text[i], i + 1
                else:
                    break
            word = fold(raw)
            if text[i : i + 3] == "://" or (word == "www" and text[i : i + 1] == "." and wordish(i + 1)):
                i, broken, hashtag = url_end(i), True, False
                continue
            if text[i : i + 1] == "@" and "." in text[i : handle_end(i)]:
                continue
            for char in text[start:end]:
                if kind(char) in ("lower", "upper", "other", "single"):
                    out.letters += 1
                    out.latin_letters += is_latin(char)
            if apostrophe >= 0 and word.endswith("'s"):
                word, end = word[:-2], apostrophe
            add(word, start, end)
        else:
            if k not in ("mark", "ignorable") and text[i] != "_":
                hashtag = False
            i += 1
    return out


def splits(kinds: list[str], i: int, last: str) -> bool:
    now = kinds[i]
    if (last == "digit") != (now == "digit"):
        return True
    if last == "lower" and now == "upper":
        return True
    if last == "upper" and now == "upper":
        i += 1
        while kinds[i] in ("mark", "ignorable"):
            i += 1
        return kinds[i] == "lower"
    return False


class Matcher:
    """Lexicons as dictionaries of word tuples, every form and every length tried at every token.

    Rows are tuples: identity (axis, group, form, tier, number, part of speech), nouns (form, number, axis, group), markers (category,
    form), patterns (str), function words and profanity (str).
    """

    def __init__(self, identity, nouns, markers, patterns, function_words, profanity=()) -> None:
        cut = lambda form: tuple(token.word for token in tokenise(form).tokens)  # noqa: E731
        self.cells: dict[tuple[str, ...], dict[tuple[str, str], str]] = {}
        self.numbers: dict[tuple[str, ...], set[str]] = {}
        for axis, group, form, tier, number, _ in identity:
            self.say(cut(form), (axis, group), "loose" if tier == "adjective" else tier)
            if tier in ("strict", "capital"):
                self.numbers.setdefault(cut(form), set()).add(number)
        for form, number, axis, group in nouns:
            if group and (axis, group) not in self.cells.get(cut(form), {}):
                self.say(cut(form), (axis, group), "strict")
                self.numbers.setdefault(cut(form), set()).add(number)
        listed = dict(self.cells)
        joined = lambda tier, part: tier == "adjective" or (tier, part) == ("capital", "adjective")  # noqa: E731
        for _, _, form, tier, _, part in identity:
            if not joined(tier, part):
                continue
            for noun, number, noun_axis, noun_group in nouns:
                phrase = cut(form) + cut(noun)
                if phrase in listed:
                    continue
                for named, other in listed[cut(form)].items():
                    also = any(
                        (a, g) == named and cut(f) == cut(form) and joined(t, p) for a, g, f, t, _, p in identity
                    )
                    self.say(phrase, named, "strict" if also else other)
                if noun_group:
                    self.say(phrase, (noun_axis, noun_group), "strict")
                self.numbers.setdefault(phrase, set()).add(number)
        for length in range(2, 9):
            for form in [form for form in self.cells if len(form) == length]:
                own = {axis for axis, _ in self.cells[form]}
                i = 0
                while i < length:
                    ends = [j for j in range(i + 1, length + 1) if form[i:j] in self.cells and form[i:j] != form]
                    for named, tier in self.cells[form[i : max(ends)]].items() if ends else ():
                        if tier == "strict" and named[0] not in own:
                            self.say(form, named, tier)
                    i = max(ends, default=i + 1)
        self.markers: dict[tuple[str, ...], set[str]] = {}
        for category, form in markers:
            self.markers.setdefault(cut(form), set()).add(category)
        self.patterns = []
        for pattern in patterns:
            number = "plural" if "{plural}" in pattern else "singular"
            left, right = pattern.split("{" + number + "}")
            self.patterns.append((cut(left), number, cut(right)))
        self.function_words = {cut(word)[0] for word in function_words}
        self.profanity = {cut(word)[0] for word in profanity}
        self.known = (
            {word for form in (*self.cells, *self.markers) for word in form} | self.function_words | self.profanity
        )
        self.known |= {word for left, _, right in self.patterns for word in left + right}

    def say(self, form, named, tier) -> None:
        order = ["strict", "capital", "loose"]
        cell = self.cells.setdefault(form, {})
        cell[named] = min(tier, cell.get(named, "loose"), key=order.index)

    def read(self, text: str | None) -> dict:
        """Features of one text: sets of groups, categories, and counts; and the spans in bytes."""
        cut = tokenise(text or "")
        tokens = cut.tokens
        for token in tokens:
            if token.toneless and token.word not in self.known:
                token.word = token.toneless
        out = {
            "tokens": len(tokens),
            "letters": cut.letters,
            "latin_letters": cut.latin_letters,
            "function_words": sum(token.word in self.function_words for token in tokens),
            "profanity": sum(token.word in self.profanity for token in tokens),
            "strict": set(), "loose": set(), "generic": set(), "markers": set(), "spans": [],
        }  # fmt: skip

        def words(i: int, j: int) -> tuple[str, ...] | None:
            """Words i to j if a phrase may run over them."""
            if j > len(tokens) or any(token.after_break for token in tokens[i + 1 : j]):
                return None
            return tuple(token.word for token in tokens[i:j])

        def say(form, token, strict: set, loose: set) -> None:
            for named, tier in self.cells[form].items():
                loose.add(named)
                if tier == "strict" or (tier == "capital" and token.capital):
                    strict.add(named)

        i = 0
        while i < len(tokens):
            ends = [j for j in range(i + 1, i + 17) if words(i, j) in self.cells]
            if ends:
                say(words(i, max(ends)), tokens[i], out["strict"], out["loose"])
                out["spans"].append(("identity", tokens[i].start, tokens[max(ends) - 1].end))
            i = max(ends, default=i + 1)
        i = 0
        while i < len(tokens):
            ends = [j for j in range(i + 1, i + 17) if words(i, j) in self.markers]
            if ends:
                first, last = tokens[i].start, tokens[max(ends) - 1].end
                # Words that are part of a mention name the group; they do not describe it.
                if not any(kind == "identity" and start < last and first < end for kind, start, end in out["spans"]):
                    out["markers"] |= self.markers[words(i, max(ends))]
                out["spans"].append(("marker", tokens[i].start, tokens[max(ends) - 1].end))
            i = max(ends, default=i + 1)
        i = 0
        while i < len(tokens):
            best = None
            for left, number, right in self.patterns:
                slot = i + len(left)
                for size in range(1, 17):
                    end = slot + size + len(right)
                    run = words(i, end)
                    if run is None or run[: len(left)] != left or (right and run[-len(right) :] != right):
                        continue
                    filler = run[len(left) : len(left) + size]
                    if number in self.numbers.get(filler, ()) and (best is None or (end, size) > best[:2]):
                        best = (end, size, filler, slot)
            if best:
                say(best[2], tokens[best[3]], out["generic"], set())
                out["spans"].append(("generic", tokens[i].start, tokens[best[0] - 1].end))
            i = best[0] if best else i + 1
        return out
