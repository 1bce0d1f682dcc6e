"""The benchmarks that ship with the package, as the command line and the documents print them."""

from __future__ import annotations

import textwrap

from audit.mitigation.dimensions import label
from audit.resources import POPULATIONS, Benchmark, axis_title, list_resources, read_benchmark
from audit.wording import card_width, percent, points, sentence_case


def benchmarks() -> dict[str, list[Benchmark]]:
    """All of them by kind of population, from the widest to the narrowest, and by name."""
    found = [read_benchmark(each.name) for each in list_resources("benchmarks")]
    return {kind: [each for each in found if each.population.kind == kind] for kind in POPULATIONS}


def attributes(benchmark: Benchmark) -> str:
    """What it has shares of: ``age band, gender, gender by age band``."""
    return ", ".join(" by ".join(axis_title(each) for each in key.split("*")) for key in sorted(benchmark.margins))


def benchmark_list() -> str:
    """A line for each, grouped by population: attributes, place, year, how many were asked."""
    blocks = []
    for kind, found in benchmarks().items():
        population = POPULATIONS[kind]
        lines = [f"{kind}: {population.who}", f"  {population.question}"]
        for each in found:
            facts = each.facts()
            lines += [
                f"  {each.card.name:<29} {attributes(each)}",
                f"  {'':<29} {facts['place']}, {facts['year']}; n: {facts['sample_size']}; {each.basis}",
            ]
        blocks.append("\n".join([*lines, *([] if found else ["  None ships with the package: bring your own."])]))
    blocks.append("One of your own: --benchmark ATTRIBUTE=FILE.csv:POPULATION. A card: postaudit explain NAME")
    return "\n\n".join(blocks)


def benchmark_card(name: str) -> str:
    """Everything about one: whose shares, the shares with their standard errors, wording, faults, licence, source.

    Raises
    ------
    ResourceError
        There is no such benchmark.
    """
    benchmark = read_benchmark(name)
    card, facts = benchmark.card, benchmark.facts()
    lines = [f"{card.name}: {card.title}", "", card.summary]
    population = benchmark.population
    asked = {
        "Population": " ".join([f"{population.title}: {population.who}. {population.question}", population.caveat]),
        "Only": card.extra.get("limited_to", ""),
        "Place and year": f"{facts['place']}, {facts['year']}",
        "Asked": facts["wording"],
        "Sample": facts["sample_size"],
        "Certainty": facts["uncertainty"],
    }
    for attribute, shares in benchmark.margins.items():
        errors = benchmark.errors.get(attribute, {})
        lines += ["", sentence_case(" by ".join(axis_title(each) for each in attribute.split("*")))]
        for group, share in shares.items():
            error = f" ± {points(errors[group])} (standard error)" if errors.get(group) else ""
            lines.append(f"  {percent(share):>6}{error}  {label(attribute, group)}")
    asked |= {"Verified": card.extra.get("verified", "not stated"), "Licence": card.licence, "Source": card.cited}
    for heading, text in asked.items():
        if text:
            lines += ["", heading, _indented(text.strip())]
    lines += ["", "Known faults", *(_indented(each) for each in card.known_faults)]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return textwrap.indent(textwrap.fill(text, card_width() - 2, break_on_hyphens=False), "  ")
