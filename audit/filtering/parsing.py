"""From what users write to filters that can be asked."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.api import load
from audit.errors import PlanError, both_ways, column_named, did_you_mean
from audit.filtering import rules
from audit.filtering.files import read_words
from audit.filtering.rules import Rule
from audit.filtering.stages import Stage, Stages
from audit.filtering.whole import Active, Unique, Whole
from audit.metrics.naming import slugs
from audit.plan import Plan
from audit.plan.filters import Filter
from audit.resources import Card, lexicon_languages
from audit.resources.post_ids import of_ids, read_ids
from audit.text.languages import primary
from audit.wording import count, join, percent, plural

#: In ids, what all filters together do.
ALL = "all_filters"
_SCORE = re.compile(r"score:(?P<column>.+?)\s*(?P<comparison><=|>=|<|>)\s*(?P<value>[^<>=\s]+)\Z")
_LABEL = re.compile(r"label:(?P<column>.+?)\s*(?P<comparison>!=|=)\s*(?P<values>.+)\Z")
_PLAIN = re.compile(r"(?P<key>[a-z][a-z-]*)\s*(?:=\s*(?P<value>.+))?\Z")
_LENGTH = re.compile(r"(?P<number>\d+)\s*(?P<unit>characters|words)?\Z")
_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)\s*\.\.\s*(?P<high>\d+(?:\.\d+)?)\Z")
_RULES = "docs/filter-impact.md lists the rules."


@dataclass(frozen=True)
class Made:
    """A rule, and the card of the list it was made with, if it was."""

    rule: Rule | Whole
    card: Card | None = None


def columns_of(filters: Sequence[Filter]) -> tuple[str, ...]:
    """The columns of scores and labels that rules name, each once."""
    found = [each for one in filters for each in (_SCORE.match(one.rule.strip()), _LABEL.match(one.rule.strip()))]
    named = dict.fromkeys(each["column"] for each in found if each is not None)
    return tuple(each for each in named if each not in rules.COUNTS)


def stages_of(
    filters: Sequence[Filter], plan: Plan, given: Mapping[str, Any] | None = None
) -> tuple[Stages, list[Card]]:
    """Filters ready to be asked, and the cards of the lists they name.

    Parameters
    ----------
    filters : sequence of Filter
    plan : Plan
        Whether languages are detected, and how files of posts are read.
    given : mapping of str to object, optional
        What stands behind the file names of rules, where it is in memory.

    Raises
    ------
    PlanError
        There is none, a rule is unknown or its value does not fit, or two filters share a name.
    """
    if not filters:
        raise PlanError(
            "There is no filter.",
            hint=f"Name rules, {both_ways('--rule min-length=20', filters=['min-length=20'])}; ids that are kept,"
            f" {both_ways('--keep-ids FILE', keep_ids='FILE')}; or what is left, {both_ways('--after FILE', after='FILE')}.",
        )
    titles = [each.title for each in filters]
    if twice := sorted({each for each in titles if titles.count(each) > 1}):
        raise PlanError(f"Two filters are called {twice[0]!r}.", hint='Give one a name: [[filter]] name = "..."')
    names = slugs([ALL, *titles])
    made = [_made(each, plan, given or {}) for each in filters]
    stages = [
        Stage(each.title, names[each.title], each.with_file(Path(each.file).name).rule, one.rule, each.missing)
        for each, one in zip(filters, made, strict=True)
    ]
    return Stages(tuple(stages)), [one.card for one in made if one.card is not None]


def _made(each: Filter, plan: Plan, given: Mapping[str, Any]) -> Made:
    text = each.rule.strip()
    if found := _SCORE.match(text):
        number = _number(found["value"], text)
        said = f"whose {found['column']} is {_COMPARED[found['comparison']]} {number:g}"
        return Made(rules.Threshold(found["column"], found["comparison"], number, said))
    if found := _LABEL.match(text):
        keeps, values = found["comparison"] == "=", _listed(found["values"])
        said = f"whose {found['column']} is {'' if keeps else 'not '}{join(values, 'or')}"
        return Made(rules.Valued(found["column"], values, keeps, said))
    found = _PLAIN.match(text)
    if found is None or found["key"] not in _MAKERS:
        raise PlanError(
            f"There is no rule {text!r}.",
            hint=f"{did_you_mean(text.split('=')[0].split(':')[0], [*_MAKERS, 'score', 'label'])} {_RULES}",
        )
    key, value = found["key"], found["value"]
    if key in _ALONE:
        if value is not None:
            raise PlanError(f"The rule {text!r} takes no value.", hint=f"Write {key}")
        return Made(_ALONE[key])
    if value is None:
        raise PlanError(f"The rule {text!r} lacks a value.", hint=f"Write {key}={_EXAMPLES[key]}")
    if key in ("keep-ids", "after"):
        return _ids(key, given.get(value, value), Path(value).name, plan)
    return _MAKERS[key](value.strip(), text, plan)


def _ids(key: str, source: Any, name: str, plan: Plan) -> Made:
    """Ids from a list, or those of posts that are left, read as posts are."""
    if key == "keep-ids":
        keys, card = read_ids(source, name)
        return Made(rules.Listed(keys, name, f"whose id is in {name}"), card)
    left = load(source, plan=plan.model_copy(update={"labels": (), "groups": {}, "filter": ()}))
    tables = [batch.column("post_id") for batch in left.batches()]
    if not tables or all(each.null_count == len(each) for each in tables):
        raise PlanError(
            f"{name}: its posts have no ids, so they cannot be told from those that are gone.",
            hint=f"Name their column: {column_named('post_id')}",
        )
    import pyarrow as pa

    keys, card = of_ids(pa.chunked_array(tables), name)
    return Made(rules.Listed(keys, name, f"that are in {name}"), card)


def _length(value: str, text: str, _plan: Plan, *, least: bool) -> Made:
    found = _LENGTH.match(value)
    if found is None:
        raise PlanError(f"The rule {text!r} is not understood.", hint="Write min-length=20, or min-length=5 words.")
    number, unit = int(found["number"]), found["unit"] or "characters"
    measure = rules.words if unit == "words" else rules.characters
    said = f"of at {'least' if least else 'most'} {plural(number, unit.removesuffix('s'))}"
    return Made(rules.Bounded(measure, number if least else -math.inf, math.inf if least else number, said))


def _bound(value: str, text: str, _plan: Plan, *, measure: rules.Measure, least: bool, words: str) -> Made:
    number = _number(value, text)
    said = words.format(f"at {'least' if least else 'most'} {number:g}")
    return Made(rules.Bounded(measure, number if least else -math.inf, math.inf if least else number, said))


def _word_length(value: str, text: str, _plan: Plan) -> Made:
    found = _RANGE.match(value)
    if found is None or float(found["low"]) > float(found["high"]):
        raise PlanError(f"The rule {text!r} is not understood.", hint="Write mean-word-length=3..10")
    low, high = float(found["low"]), float(found["high"])
    return Made(rules.Bounded(rules.word_length, low, high, f"whose words have {low:g} to {high:g} letters on average"))


def _languages(value: str, text: str, plan: Plan) -> Made:
    tags = tuple(primary(each) or "" for each in _listed(value))
    if not all(re.fullmatch(r"[a-z]{2,3}", each) for each in tags):
        raise PlanError(f"The rule {text!r} names something that is no language.", hint="Write language=en,de")
    if plan.dataset.detect_language and (unknown := sorted(set(tags) - set(lexicon_languages()))):
        raise PlanError(
            f"The rule {text!r} names {join(unknown)}, which detection does not tell from other languages here.",
            hint=f"It tells {join(sorted(lexicon_languages()))}; without dataset.detect_language stated languages decide.",
        )
    stated = "or are found to be" if plan.dataset.detect_language else ""
    said = f"that are stated {stated + ' ' if stated else 'to be '}in {join(tags, 'or')}"
    return Made(rules.InLanguage(tags, plan.dataset.detect_language, said))


def _words(value: str, _text: str, _plan: Plan) -> Made:
    text_pass, card = read_words(value)
    return Made(rules.Wordless(text_pass, f"that hold no word of {card.name}"), card)


def _authors(value: str, text: str, _plan: Plan, *, least: bool) -> Made:
    number = _number(value, text)
    said = f"by authors of at {'least' if least else 'most'} {count(number)} of the posts that reach it"
    return Made(Active(number if least else -math.inf, math.inf if least else number, said))


def _sample(value: str, text: str, _plan: Plan) -> Made:
    share = _number(value, text)
    if not 0 < share <= 1:
        raise PlanError(f"The rule {text!r} asks for no share of posts.", hint="Write sample=0.5")
    return Made(rules.Drawn(share, f"drawn at random, {percent(share)} of them"))


def _number(value: str, text: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise PlanError(f"The rule {text!r}: {value!r} is no number.", hint=_RULES)
    return number


def _listed(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in value.split(",") if each.strip()))


def _file(_value: str, _text: str, _plan: Plan) -> Made:
    raise AssertionError  # made above, from what may be in memory


_COMPARED = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}
_ALONE: Mapping[str, Rule | Whole] = {
    "no-duplicates": Unique(),
    "no-reposts": rules.Original(),
    "no-links": rules.Bounded(rules.links, -math.inf, 0, "without links"),
    "ends-with-punctuation": rules.Bounded(rules.ends, 1, math.inf, "that end as a sentence does"),
}


def _at(least: bool, measure: rules.Measure, words: str) -> Callable[[str, str, Plan], Made]:  # noqa: FBT001
    return functools.partial(_bound, measure=measure, least=least, words=words)


_MAKERS: Mapping[str, Callable[[str, str, Plan], Made]] = {
    **dict.fromkeys((*_ALONE, "keep-ids", "after"), _file),
    "min-length": functools.partial(_length, least=True),
    "max-length": functools.partial(_length, least=False),
    "mean-word-length": _word_length,
    "min-function-words": _at(True, rules.function_words, "with {} function words"),  # noqa: FBT003
    "min-letters": _at(True, rules.letters, "whose share of letters is {}"),  # noqa: FBT003
    "max-symbols": _at(False, rules.symbols, "with {} number signs, and ellipses, per word"),  # noqa: FBT003
    "max-links": _at(False, rules.links, "with {} links"),  # noqa: FBT003
    "max-hashtags": _at(False, rules.hashtags, "with {} hashtags"),  # noqa: FBT003
    "language": _languages,
    "no-words": _words,
    "min-author-posts": functools.partial(_authors, least=True),
    "max-author-posts": functools.partial(_authors, least=False),
    "sample": _sample,
}
_EXAMPLES = {
    **dict.fromkeys(("keep-ids", "after", "no-words"), "FILE"),
    "min-length": "20",
    "max-length": "2000",
    "mean-word-length": "3..10",
    "min-function-words": "2",
    "min-letters": "0.5",
    "max-symbols": "0.1",
    "max-links": "3",
    "max-hashtags": "5",
    "language": "en",
    "min-author-posts": "2",
    "max-author-posts": "1000",
    "sample": "0.5",
}
