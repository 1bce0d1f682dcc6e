"""The benchmark of an attribute as a plan has it: one that ships, a file, or shares that the plan states itself."""

from __future__ import annotations

from audit.errors import PlanError
from audit.grouping.words import own_outcomes, plain_group
from audit.plan import Plan
from audit.plan.benchmarks import POPULATION, is_counts, numbers_of, shares_of
from audit.plan.groups import Group
from audit.resources import Benchmark, given_benchmark, read_benchmark, read_mapping, stated_group

#: Between attributes, and between their groups, where a benchmark is of several at once.
_JOINT = "*"


def benchmark_of(plan: Plan, attribute: str) -> Benchmark:
    """The benchmark that a plan has for an attribute.

    Groups of shares that the plan states itself may be called as authors state them: ``female`` is ``women``.

    Raises
    ------
    ResourceError
        No such benchmark, a malformed file, or no such population.
    PlanError
        The benchmark says nothing of the attribute, or gives one group two numbers.
    """
    said = plan.benchmarks[attribute]
    if isinstance(said, str):
        benchmark = read_benchmark(said)
        if attribute not in benchmark.margins:
            raise PlanError(
                f"The benchmark {benchmark.card.name!r} has no shares of {attribute!r}.",
                hint=f"It has: {', '.join(sorted(benchmark.margins))}.",
            )
        return benchmark
    named = {name: _group(name, attribute, plan) for name in numbers_of(said)}
    if twice := next((each for each in named.values() if list(named.values()).count(each) > 1), ""):
        both = [repr(name) for name, group in named.items() if group == twice]
        raise PlanError(
            f"The benchmark of {attribute!r} names {twice} {len(both)} times: {', '.join(both)}.",
            hint="They are one group here: add their numbers.",
        )
    shares = {named[name]: share for name, share in shares_of(said).items()}
    counted = int(sum(numbers_of(said).values())) if is_counts(said) else 0
    return given_benchmark(attribute, shares, population=str(said.get(POPULATION, "")), counted=counted)


def _group(name: str, attribute: str, plan: Plan) -> str:
    """The group that a name means; of several attributes at once, each part of it."""
    attributes, parts = attribute.split(_JOINT), name.split(_JOINT)
    if len(attributes) != len(parts):
        raise PlanError(
            f"The benchmark of {attribute!r} has the group {name!r}.",
            hint=f"A group of several attributes names one of each, as in {_JOINT.join(f'GROUP{i + 1}' for i in range(len(attributes)))}.",
        )
    return _JOINT.join(
        _group_of_one(part.strip(), of, plan.groups.get(of)) for of, part in zip(attributes, parts, strict=True)
    )


def _group_of_one(name: str, attribute: str, group: Group | None) -> str:
    if group is not None:
        of_table = read_mapping(group.table).groups.values() if group.table else ()
        if name in {*group.values, *group.patterns, *of_table, group.otherwise}:
            return name
        [own] = own_outcomes([name], group)
        if own is not None:
            return own.group or "unknown"
    if group is None or not group.is_number:
        usual = stated_group(attribute, name)
        if usual is not None:
            return usual
    # What a plan maps has the names that the plan gives it; all else is called as what authors state.
    return name if group is not None and group.is_mapped else plain_group(name)
