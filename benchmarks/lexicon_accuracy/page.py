"""The tables of ``docs/lexicons.md``: what ships, and how accurate it is, from the results."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from audit import resources
from audit.resources import lexicon_languages

from .agreement import agreement
from .estimates import Estimate, precision, recall
from .fresh_accuracy import DRAWS, GROUPS, READINGS, TITLES, FreshRow, counted, when_read
from .measure import sides
from .rows import NO_LEXICON, READ, TEMPLATES, Row

#: What strict mentions should reach, of each group.
PRECISION, RECALL = 0.90, 0.80
#: Posts that name a group, fewer than which say nothing of it.
FEW = 30


def lexicons_page(text: str, rows: Sequence[Row], fresh: Sequence[FreshRow]) -> str:
    """The page with its tables written again.

    Parameters
    ----------
    text : str
        The page; each table stands between ``<!-- its name -->`` and ``<!-- end -->``.
    rows : sequence of Row
    fresh : sequence of FreshRow
    """
    tables = {
        "lexicons": _shipped(),
        "axes": _axes(),
        "groups": [*_groups(rows, "en"), "", *_short(rows)],
        "other languages": _other_languages(rows),
        "held back": _held_back(rows),
        "corpora": _corpora(rows),
        "misses": _misses(rows),
        "fresh": _fresh(fresh),
        "draws": _draws(fresh),
        "agreement": [*agreement(), "", _agreed(rows)],
        "not measured": _not_measured(rows),
    }
    for name, lines in tables.items():
        before, start, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->\n")
        if not (start and end):
            raise ValueError(f"the page has no place for the table {name!r}")
        text = f"{before}{start}{chr(10).join(lines)}\n{end}{after}"
    return text


def pooled(rows: Sequence[Row], language: str = "en", half: str = "odd") -> dict[str, tuple[Estimate, Estimate, int]]:
    """Precision and recall of each target over all corpora where it was measured, and in how many."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.language == language and row.half == half and row.basis in {TEMPLATES, READ}:
            found.setdefault(row.target, []).append(row)
    return {
        target: (
            precision([sides(row)[1] for row in own if not row.all_labelled]),
            recall([sides(row)[0] for row in own]),
            len(own),
        )
        for target, own in sorted(found.items(), key=lambda each: each[0].casefold())
    }


def reached(estimate: Estimate, target: float) -> str:
    """What limits say of a target: shown, below, inconclusive, or nothing."""
    if math.isnan(estimate.value) or estimate.posts < FEW:
        return "cannot be assessed"
    if estimate.low >= target:
        return "shown"
    return "below" if estimate.high < target else "inconclusive"


def _shipped() -> list[str]:
    lines = [
        "| language | groups | forms | strict | capital | adjective | loose | slurs (all loose) | person nouns |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    there = {card.name for card in resources.list_resources("lexicons")}
    for language in lexicon_languages():
        terms = resources.identity_terms(f"identity-{language}").rows
        tiers = Counter(term.tier for term in terms)
        nouns = f"person-nouns-{language}"
        cells = (
            len({(term.axis, term.group) for term in terms}),
            len(terms),
            *(tiers[tier] for tier in ("strict", "capital", "adjective", "loose")),
            sum("slur" in term.note for term in terms),
            len(resources.person_nouns(nouns).rows) if nouns in there else 0,
        )
        lines.append(f"| `identity-{language}` | " + " | ".join(f"{each:,}" for each in cells) + " |")
    return lines


def _axes() -> list[str]:
    there = lexicon_languages()
    counts = {
        language: Counter((term.axis, term.group) for term in resources.identity_terms(f"identity-{language}").rows)
        for language in there
    }
    axes = list(dict.fromkeys(axis for own in counts.values() for axis, _ in own))
    lines = [
        "| axis | " + " | ".join(f"{each}: groups, forms" for each in there) + " |",
        "|---" * (len(there) + 1) + "|",
    ]
    for axis in axes:
        own = [{key: n for key, n in counts[each].items() if key[0] == axis} for each in there]
        cells = [f"{len(each)}, {sum(each.values()):,}" if each else "–" for each in own]
        lines.append(f"| {resources.axis_title(axis)} | " + " | ".join(cells) + " |")
    return lines


_HEAD = [
    "| group | posts that name it | precision | at least .90 | recall | at least .80 | corpora |",
    "|---|---|---|---|---|---|---|",
]


def _groups(rows: Sequence[Row], language: str) -> list[str]:
    return _HEAD + [f"| {target} | {cells} |" for target, cells in _cells(rows, language).items()]


def _other_languages(rows: Sequence[Row]) -> list[str]:
    """The same for languages with templates; which of them a row is of comes first."""
    found = [each for each in lexicon_languages() if each != "en" and pooled(rows, each)]
    return [f"| language {_HEAD[0]}", f"|---{_HEAD[1]}"] + [
        f"| {language} | {target} | {cells} |" for language in found for target, cells in _cells(rows, language).items()
    ]


def _cells(rows: Sequence[Row], language: str) -> dict[str, str]:
    cells = {}
    for target, (right, found, corpora) in pooled(rows, language).items():
        own = (_number(found), _share(right), reached(right, PRECISION), _share(found), reached(found, RECALL), corpora)
        cells[target] = " | ".join(map(str, own))
    return cells


def _short(rows: Sequence[Row]) -> list[str]:
    """Which groups are short of a target, by their figures and by their limits, and of which too little is known."""
    short = {
        "precision": [(target, right, PRECISION) for target, (right, _, _) in pooled(rows).items()],
        "recall": [(target, found, RECALL) for target, (_, found, _) in pooled(rows).items()],
    }
    said = []
    for name, own in short.items():
        measured = [each for each in own if not math.isnan(each[1].value)]
        below = [
            f"{target} ({each.value:.2f}; {each.low:.2f} to {each.high:.2f}; {each.posts:.0f} posts"
            f"{', so cannot be assessed' if each.posts < FEW else ''})"
            for target, each, aim in measured
            if each.value < aim
        ]
        shown = sum(reached(each, aim) == "shown" for _, each, aim in measured)
        certain = [target for target, each, aim in measured if reached(each, aim) == "below"]
        said += [
            f"**{name.capitalize()}**: at least {own[0][2]:.2f} is shown for {shown} of {len(measured)} groups. The figure itself is lower for"
            f" {', '.join(below) or 'none'}; shown to be lower: {', '.join(certain) or 'none'}.",
            "",
        ]
    return said[:-1]


def _fresh(rows: Sequence[FreshRow]) -> list[str]:
    """What each list found of posts that nobody had mended it by, and beside it what today's finds of all that was read."""
    lines = [
        "| group | posts that name it | precision | at least .90 | recall | at least .80 | today: posts | precision | recall |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    then = when_read()
    for title in TITLES.values():
        named, right, found = counted(then, {title}, DRAWS)
        total, right_now, found_now = counted(rows, {title}, DRAWS)
        aims = reached(right, PRECISION), reached(found, RECALL)
        lines.append(
            f"| {title} | {named} | {_share(right)} | {aims[0]} | {_share(found)} | {aims[1]}"
            f" | {total} | {right_now.value:.2f} | {found_now.value:.2f} |"
        )
    return lines


def _draws(rows: Sequence[FreshRow]) -> list[str]:
    """Over all attributes, each draw by itself; a post counts once for each attribute that it names."""
    attributes = {title for letter, title in TITLES.items() if letter not in GROUPS}
    lines = [
        "| reading | draw | posts read | namings | precision when read | recall when read | precision today | recall today |",
        "|---|---|---|---|---|---|---|---|",
    ]
    then = when_read()
    for reading, draws in READINGS.items():
        for draw, kind in zip(draws, ("random", "net"), strict=True):
            read = next(row.read for row in rows if row.draw == draw)
            named, right, found = counted(rows, attributes, {draw})
            _, right_then, found_then = counted(then, attributes, {draw})
            cells = (reading, kind, read, named, *map(_share, (right_then, found_then, right, found)))
            lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines


def _held_back(rows: Sequence[Row]) -> list[str]:
    lines = ["| corpus | group | recall, even rows | recall, odd rows |", "|---|---|---|---|"]
    by_half = {(row.corpus, row.language, row.target, row.half): row for row in rows if row.basis == TEMPLATES}
    for (corpus, language, target, half), row in by_half.items():
        if half == "even" and language == "en":
            other = by_half[corpus, language, target, "odd"]
            lines.append(f"| {corpus} | {target} | {_recall(row)} | {_recall(other)} |")
    return lines


def _corpora(rows: Sequence[Row]) -> list[str]:
    lines = [
        "| corpus | language | group | by | labelled | of these found strictly | found at all | precision | recall |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        if row.half == "odd" and row.basis != NO_LEXICON:
            strict = Estimate(row.label_recall, row.label_recall_low, row.label_recall_high, row.labelled)
            loose = Estimate(row.loose_recall, row.loose_recall_low, row.loose_recall_high, row.labelled)
            right = Estimate(row.precision, row.precision_low, row.precision_high, row.strict)
            cells = (
                row.corpus, row.language, row.target, row.basis, f"{row.labelled:,}", _share(strict), _share(loose),
                _share(right), _recall(row),
            )  # fmt: skip
            lines.append("| " + " | ".join(cells) + " |")
    return lines


def _misses(rows: Sequence[Row]) -> list[str]:
    lines = [
        "| corpus | group | not found | read | a word | misspelt | slur only | pronoun or hint | metonym | not about it |"
        " not named | found besides | read | other sense |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        if row.basis == READ:
            cells = (
                row.corpus, row.target, row.labelled - row.strict_labelled, row.read_misses, row.word, row.spelling,
                row.slur, row.pronoun, row.metonym, row.noise, row.unnamed, row.strict - row.strict_labelled,
                row.read_extras, row.sense,
            )  # fmt: skip
            lines.append("| " + " | ".join(f"{each:,}" if isinstance(each, int) else each for each in cells) + " |")
    return lines


def _agreed(rows: Sequence[Row]) -> str:
    read, named = sum(row.read_agreed for row in rows), sum(row.agreed_named for row in rows)
    return (
        f"Of posts where lexicon and label agree, which count as right unread, {read} were mixed in, one for each corpus"
        f" and target: {named} name the target."
    )


def _not_measured(rows: Sequence[Row]) -> list[str]:
    missing: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.basis == NO_LEXICON:
            missing[row.corpus, row.language] = missing.get((row.corpus, row.language), 0) + row.labelled
    if not missing:
        return ["Every corpus has a lexicon of its language."]
    lines = ["| corpus | language | labels waiting |", "|---|---|---|"]
    return lines + [f"| {corpus} | {language} | {labels:,} |" for (corpus, language), labels in sorted(missing.items())]


def _recall(row: Row) -> str:
    posts = row.named if row.basis == TEMPLATES else sides(row)[0]
    named = posts if isinstance(posts, int) else posts.agreed + posts.others * posts.share
    return _share(Estimate(row.recall, row.recall_low, row.recall_high, named))


def _share(each: Estimate) -> str:
    if math.isnan(each.value):
        return "not measured"
    return f"{each.value:.2f} ({each.low:.2f} to {each.high:.2f})"


def _number(each: Estimate) -> str:
    return "not measured" if math.isnan(each.value) else f"{each.posts:,.0f}"
