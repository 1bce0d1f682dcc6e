"""What the audit stands on, ready to print: sources and their accounting, plan, resources, the run, how to cite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.finding import Findings
from audit.plan.tolerances import whose
from audit.report.catalogue import Catalogue
from audit.report.visible import clipped, line
from audit.wording import count, join, plural, sentence_case

_COMMAND = "command, without folders"
# Facts of the machine that a page meant for others has no business printing.
_UNPRINTED = {"host", "hostname", "user", "username", "files", "sources", "cwd", "pid"}


@dataclass(frozen=True)
class Source:
    """One source with its accounting: records = posts + rejected + skipped."""

    name: str
    records: str
    posts: str
    rejected: str
    skipped: str
    balances: str


@dataclass(frozen=True)
class Fact:
    """A name and a value."""

    name: str
    value: str


@dataclass(frozen=True)
class Resource:
    """A lexicon, benchmark or table of rules; ``whose`` says of a benchmark whom it describes and how sure it is."""

    name: str
    version: str
    origin: str
    licence: str
    sha256: str
    reviewers: str = ""
    known_faults: tuple[str, ...] = ()
    whose: str = ""


def sources(findings: Findings) -> tuple[Source, ...]:
    """The accounting of every source."""
    return tuple(_source(each) for each in findings.dataset.get("sources") or () if isinstance(each, Mapping))


def _source(each: Mapping[str, Any]) -> Source:
    parts = [_total(each.get(key)) for key in ("posts", "rejected", "skipped")]
    records = _total(each.get("records"))
    whole = None if records is None or None in parts else sum(part or 0 for part in parts)
    return Source(
        name=clipped(", ".join(str(each[key]) for key in ("name", "loader") if each.get(key)), 160) or "not given",
        records=count(records),
        posts=count(parts[0]),
        rejected=_counted(each.get("rejected"), each.get("rejected_by_reason")),
        skipped=_counted(each.get("skipped"), each.get("skipped_by_kind")),
        balances="unknown" if whole is None else "yes" if whole == records else "NO: records are unaccounted for",
    )


def resources(findings: Findings) -> tuple[Resource, ...]:
    """Lexicons, benchmarks and rules that were used."""
    return tuple(
        Resource(
            name=_words(each.get("name")),
            version=_words(each.get("version")),
            origin=_cited(each.get("source") or each.get("doi")),
            licence=_words(each.get("licence")),
            sha256=_words(each.get("sha256")),
            reviewers=_words(each.get("reviewers")),
            known_faults=tuple(_words(fault) for fault in each.get("known_faults") or ()),
            whose=_whose(each),
        )
        for each in findings.resources
    )


def _whose(each: Mapping[str, Any]) -> str:
    """A benchmark's population, place, year, size, question and error in a line; empty for anything else."""
    if not each.get("population"):
        return ""
    names = ("population", "place", "year", "sample_size", "wording", "uncertainty")
    said = [f"{_name(key)}: {line(str(each[key]))}" for key in names if each.get(key)]
    return f"{sentence_case('; '.join(said))}."


def plan(findings: Findings) -> tuple[Fact, ...]:
    """The plan in force, one line per key that says something."""
    given = findings.audit.get("plan")
    return tuple(_flat(given, "")) if isinstance(given, Mapping) else ()


def tolerances(findings: Findings, say: Catalogue) -> tuple[Fact, ...]:
    """Tolerances, floors and the level of intervals, each of the first two with whether somebody chose it."""
    given = findings.audit.get("plan")
    told = []
    for each in plan(findings):
        section, _, name = each.name.partition(".")
        if section not in ("tolerances", "floors") or not isinstance(given, Mapping):
            told += [each] if each.name == "report.level" else []
            continue
        owner = whose(section, name, given[section].get(name))
        said = {"default": "methods.default", "plan": "methods.chosen"}.get(owner or "")
        told.append(Fact(each.name, say(said, value=each.value)) if said else each)
    return tuple(told)


def versions(findings: Findings) -> tuple[Fact, ...]:
    """Which audit, made with what."""
    keys = [key for key in findings.audit if key != "plan"]
    return tuple(Fact(_name(key), _words(findings.audit[key])) for key in sorted(keys))


def fingerprint(findings: Findings, say: Catalogue) -> tuple[Fact, ...]:
    """The fingerprint of the posts, with what it is; nothing where the findings hold none."""
    value = findings.dataset.get("fingerprint")
    return (
        (Fact(say("provenance.fingerprint"), say("provenance.fingerprint_value", value=_words(value))),)
        if value
        else ()
    )


def run(run_facts: Mapping[str, Any] | None) -> tuple[Fact, ...]:
    """Facts of the run that a reader may know; nothing of the machine's name or its user."""
    facts = {key: value for key, value in (run_facts or {}).items() if key not in _UNPRINTED}
    # Folders tell of a machine, so that they are left out of what was typed: it may not run as it stands.
    named = {_COMMAND if key == "command" else key: value for key, value in facts.items()}
    return tuple(_flat(named, ""))


def run_files(run_facts: Mapping[str, Any] | None) -> tuple[Fact, ...]:
    """Files that were read, with size and sha256."""
    given = (run_facts or {}).get("files") or (run_facts or {}).get("sources") or ()
    return tuple(_file(each) for each in given if isinstance(each, Mapping))


def _file(each: Mapping[str, Any]) -> Fact:
    said = []
    if isinstance(each.get("bytes"), (int, float)):
        said.append(f"{count(each['bytes'])} bytes")
    if each.get("sha256"):
        said.append(f"sha256 {each['sha256']}")
    return Fact(_words(each.get("name") or each.get("path")), line(", ".join(said)) or "not given")


def multiplicity(findings: Findings) -> str:
    """How many comparisons were made, and how chance was kept out of them."""
    every = findings.estimates
    printed = sum(each.status == "ok" and each.value is not None for each in every)
    hidden = sum(each.status == "suppressed" for each in every)
    parts = [f"{count(printed)} {_were(printed)} estimated"]
    if hidden:
        parts.append(f"{count(hidden)} {_were(hidden)} hidden because too few people stand behind them")
    if lacking := len(every) - printed - hidden:
        parts.append(f"{count(lacking)} could not be had")
    said = [f"{plural(len(every), 'figure')} {_were(len(every))} asked for: {join(parts)}"]
    asked = [each for each in every if each.family]
    tested = [each for each in asked if each.p_value is not None]
    if tested:
        families = len({each.family for each in tested})
        said.append(
            f"{count(len(asked))} {_are(len(asked))} comparisons; {count(len(tested))} stood on enough to be tested, in"
            f" {plural(families, 'family', 'families')}; q-values hold the share of false findings within a family"
            " (Benjamini-Hochberg)"
        )
    return f"{'. '.join(said)}."


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _were(n: int) -> str:
    return "was" if n == 1 else "were"


def _total(value: object) -> int | None:
    if isinstance(value, Mapping):
        return sum(int(each) for each in value.values())
    return int(value) if isinstance(value, (int, float)) else None


def _counted(value: object, kinds: object) -> str:
    """The count, and by kind where kinds are known."""
    total = _total(value)
    by_kind = kinds if isinstance(kinds, Mapping) else value if isinstance(value, Mapping) else {}
    said = join([f"{count(n)} {line(str(kind))}" for kind, n in sorted(by_kind.items())])
    return f"{count(total)} ({said})" if said else count(total)


def _words(value: object) -> str:
    return line(str(value)) if value not in (None, "", [], ()) else "not given"


def _cited(value: object) -> str:
    """Citations in a row, without a full stop before each semicolon, and without "this table", which it is."""
    return _words(value).replace(" this table.", "").replace(".; ", "; ")


def _name(key: str) -> str:
    return line(str(key)).replace("_", " ")


def _flat(value: Mapping[str, Any], prefix: str) -> Iterator[Fact]:
    for key in sorted(value, key=str):
        name, inner = f"{prefix}{line(str(key))}", value[key]
        if isinstance(inner, Mapping):
            yield from _flat(inner, f"{name}.")
        elif isinstance(inner, Sequence) and not isinstance(inner, str):
            if inner:
                yield Fact(name, line(", ".join(str(each) for each in inner)))
        elif inner not in (None, ""):
            yield Fact(name, line(str(inner)))
