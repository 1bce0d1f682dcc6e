"""Tables, lists and files that a plan names: read before anything is measured, and told of in the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from audit import resources
from audit.errors import PlanError
from audit.finding import Judgement
from audit.grouping.given_shares import benchmark_of
from audit.grouping.places import gazetteer_card
from audit.metrics.language import languages_read
from audit.models.dialect import dialect_cards
from audit.plan import Plan
from audit.resources.annotators import read_annotators
from audit.tally import Tally
from audit.text_reader import lexicon_cards, mention_cards, mention_lists
from audit.wording import join


def read_benchmarks(plan: Plan) -> dict[str, resources.Benchmark]:
    """The benchmarks a plan names, by attribute.

    Raises
    ------
    ResourceError
        No such benchmark, or a malformed file.
    PlanError
        A benchmark says nothing of the attribute it is named for.
    """
    return {attribute: benchmark_of(plan, attribute) for attribute in plan.benchmarks}


def read_calibrations(plan: Plan) -> dict[str, resources.Calibration]:
    """The confusion matrices a plan names, by inferred attribute.

    Raises
    ------
    ResourceError
        A file is missing or malformed.
    """
    return {
        name: resources.read_calibration(each.confusion, name)
        for name, each in plan.inference.items()
        if each.confusion
    }


def read_codings(plan: Plan) -> tuple[resources.CodedSheet, ...]:
    """The coded sheets a plan names.

    Raises
    ------
    ResourceError
        A file is missing or malformed.
    PlanError
        Its posts were divided by other word lists than there are here.
    """
    sheets = resources.read_coded_sheets(plan.mentions.coding)
    for sheet in sheets:
        here = mention_lists(plan, sheet.languages)
        if changed := sorted(
            name for name in here.keys() | sheet.lexicons if here.get(name) != sheet.lexicons.get(name)
        ):
            raise PlanError(
                f"{sheet.card.title}: was drawn with another version of {join(changed)} than there is here.",
                hint="Precision and misses are of a word list: draw and code again, or use the lists it was drawn with.",
            )
    return sheets


def read_mappings(plan: Plan) -> list[resources.Card]:
    """The cards of what maps stated values: tables and lists of names of the plan, and the gazetteer where it reads places.

    Raises
    ------
    ResourceError
        A file is missing or malformed.
    PlanError
        The gazetteer is not installed, or the plan does not say where the names are.
    """
    names = [_name_list_card(plan, attribute) for attribute, each in sorted(plan.inference.items()) if each.names]
    groups = [each for _, each in sorted(plan.groups.items())]
    cards = [resources.read_mapping(each.table).card for each in groups if each.table]
    cards += names
    cards += [read_annotators(plan.annotators.file).card] if plan.annotators.file else []
    return [*cards, gazetteer_card()] if any(each.places for each in groups) else cards


def _name_list_card(plan: Plan, attribute: str) -> resources.Card:
    group, inference = plan.groups.get(attribute), plan.inference[attribute]
    if group is None:
        raise PlanError(
            f"The plan infers {attribute!r} from names and does not say where names are.",
            hint=f'Name their column: [groups.{attribute}] column = "user.name"',
        )
    if extra := sorted(group.model_dump().keys() - {"column", "values"} | ({"values"} if group.values else set())):
        raise PlanError(
            f"The plan infers {attribute!r} from names, and [groups.{attribute}] says {', '.join(extra)}.",
            hint="Beside names it has a column and nothing else; what authors state is another attribute.",
        )
    return resources.read_name_list(inference.names, attribute, special=inference.special_category).card


def resources_used(
    judgements: Sequence[Judgement],
    given: Sequence[resources.Card],
    benchmarks: Iterable[resources.Benchmark],
    plan: Plan,
    tally: Tally,
) -> list[dict[str, Any]]:
    """Cards of everything that what is said rests on, as plain data, by name."""
    cards = list(given)
    speaking = {estimate.metric for judgement in judgements for estimate in judgement.estimates}
    if speaking & {"amplification", "mentions", "descriptions", "markers", "labels", "sentiment", "scores"}:
        cards += lexicon_cards(plan, languages_read(tally))
    if speaking & {"filter_impact", "attrition", "survival"}:
        cards += mention_cards(plan, languages_read(tally))
    if "descriptions" in speaking:
        cards.append(resources.lexicon_card("window-words-en"))
    if "privacy" in speaking:
        cards += [resources.lexicon_card(each) for each in ("self-disclosure-en", "frame-words-en", "window-words-en")]
    if any(each.measure.startswith("swap_") for judgement in judgements for each in judgement.estimates):
        cards += [resources.lexicon_card("swaps-en"), resources.lexicon_card("swap-sentences-en")]
    if "embeddings" in speaking:
        cards.append(resources.word_sets().card)
    if "labels" in speaking:
        cards += dialect_cards(tally)
    if "sentiment" in speaking:
        cards.append(resources.read_scorer_shifts().card)
    unique = {each.sha256: each for each in cards}
    whose = {each.card.sha256: each.facts() for each in benchmarks}
    return [
        {**_card_facts(each), **whose.get(each.sha256, {})}
        for each in sorted(unique.values(), key=lambda each: each.name)
    ]


def _card_facts(each: resources.Card) -> dict[str, Any]:
    return {
        "name": each.name,
        "kind": each.kind,
        "title": each.title,
        "version": each.version,
        "source": each.cited,
        "licence": each.licence,
        "sha256": each.sha256,
        "reviewers": each.reviewed,
        "known_faults": list(each.known_faults),
    }
