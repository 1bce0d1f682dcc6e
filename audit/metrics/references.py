"""The words for what figures are held against: whose shares they are, and how sure."""

from __future__ import annotations

from audit.resources import Benchmark


def given_caveats(benchmark: Benchmark) -> tuple[str, ...]:
    """That nobody can look a reference up that was given in numbers; nothing for any other."""
    said = "The reference was given in numbers by the caller: it has no stated source and no date."
    return (said,) if benchmark.is_given else ()


def reference_caveats(benchmark: Benchmark | None, attribute: str) -> tuple[str, ...]:
    """What a comparison with a benchmark can and cannot say; nothing for a count or an estimate of residents."""
    if benchmark is None:
        return ()
    said = [*given_caveats(benchmark), benchmark.population.caveat]
    if limited := benchmark.card.extra.get("limited_to"):
        said.append(f"Of the {benchmark.population.title} the reference knows only {limited}.")
    if any(benchmark.errors.get(attribute, {}).values()):
        said.append("The reference was itself estimated from a sample: the interval of each gap allows for that.")
    elif benchmark.basis == "survey":
        said.append(
            "The reference is from a survey whose sampling error is not known, so the intervals of the gaps do not allow for"
            " it and are too narrow."
        )
    return tuple(each for each in said if each)
