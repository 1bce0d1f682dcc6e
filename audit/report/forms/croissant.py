"""``croissant.json``: Croissant 1.1 with the properties of its responsible-AI extension, and what is missing in it.

Written by hand and not with ``mlcroissant``, which takes 369 MB; tests validate with it. Property names are those of the
vocabulary files, which differ from some in the overview of the specification.

References
----------
MLCommons (2026). Croissant format specification 1.1. https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html
MLCommons (2024). Croissant RAI 1.0, vocabulary. https://github.com/mlcommons/croissant/blob/main/docs/croissant_rai.ttl
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from audit.report.forms.answer import MARKS, Answer
from audit.report.forms.croissant_files import distribution, record_sets, sources
from audit.report.forms.filled import Form, fill
from audit.report.forms.known import Known
from audit.report.forms.page import render
from audit.report.summary import extent, identity
from audit.report.visible import in_json, line

CROISSANT = "http://mlcommons.org/croissant/1.1"
RAI = "http://mlcommons.org/croissant/RAI/1.0"

#: The context of the specification's first appendix; with https for schema.org, which mlcroissant insists on.
_OWN = (
    *(
        "annotation",
        "arrayShape",
        "citeAs",
        "column",
        "containedIn",
        "equivalentProperty",
        "excludes",
        "extract",
        "field",
    ),
    *(
        "fileObject",
        "fileProperty",
        "fileSet",
        "format",
        "includes",
        "isArray",
        "isLiveDataset",
        "jsonPath",
        "key",
        "md5",
    ),
    *("parentField", "path", "readLines", "recordSet", "references", "regex", "repeated", "replace", "samplingRate"),
    *("sdVersion", "separator", "source", "subField", "transform", "unArchive", "value"),
)
CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{name: f"cr:{name}" for name in _OWN},
}
#: Properties that take one value; the others take a list.
SINGLE = frozenset({
    "rai:dataCollection", "rai:dataCollectionMissingData", "rai:dataCollectionRawData", "rai:dataImputationProtocol",
    "rai:dataManipulationProtocol", "rai:dataAnnotationProtocol", "rai:annotationsPerItem", "rai:dataSocialImpact",
})  # fmt: skip
#: What the specification requires and only people know: property, entry of the card.
REQUIRED: Mapping[str, str] = {
    "license": "license",
    "url": "url",
    "creator": "creator",
    "datePublished": "date_published",
}
RECOMMENDED: Mapping[str, str] = {"version": "version", "citeAs": "citation", "publisher": "publisher"}


def croissant(known: Known) -> str:
    """The description, with everything that is known and nothing that is not."""
    form = fill("croissant-rai", known)
    return in_json(json.dumps(described(known, form), indent=1, ensure_ascii=False)) + "\n"


def described(known: Known, form: Form) -> dict[str, Any]:
    """The description as plain data."""
    made: dict[str, Any] = {
        "@context": dict(CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": [CROISSANT, RAI],
        "name": known.name,
        "description": _description(known),
        **_stated(known.card),
    }
    if known.languages:
        made["inLanguage"] = list(known.languages)
    if files := distribution(known):
        made["distribution"] = files
    if records := record_sets(known):
        made["recordSet"] = records
    for each in form.filled:
        if value := _value(each.question.key, each.answer, known):
            made[each.question.key] = value
    return made


def _description(known: Known) -> str:
    stated = line(str(known.card.get("description") or ""))
    measured = f"{extent(known.findings)}. {identity(known.findings)}, by postaudit."
    return f"{stated} {measured}".strip()


def _stated(card: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, entry in {**REQUIRED, **RECOMMENDED}.items():
        given = card.get(entry)
        if not given:
            continue
        if name in ("creator", "publisher"):
            kind = str(card.get("creators_are") or "Organization") if name == "creator" else "Organization"
            names = list(given) if isinstance(given, (list, tuple)) else [given]
            made[name] = [{"@type": f"sc:{kind}", "name": line(str(each))} for each in names]
        else:
            made[name] = str(given) if name == "citeAs" else line(str(given))
    return made


def _value(key: str, answer: Answer, known: Known) -> str | list[str]:
    """A property's value; empty where there is none to write."""
    if key == "rai:dataCollectionTimeframe":
        return _timeframe(answer, known)
    said = [answer.stated] if answer.stated else []
    if answer.status == "computed" or (answer.status == "draft" and not answer.stated):
        mark = f"{MARKS['draft']}: " if answer.status == "draft" else ""
        said += [f"{mark}{line(each)}" for each in answer.lines]
    return " ".join(said) if key in SINGLE else said


def _timeframe(answer: Answer, known: Known) -> list[str]:
    """An interval of ISO 8601: what people or the plan state of the collection, else from the first to the last post."""
    if answer.stated:
        return [answer.stated]
    first, last = known.record.get("collected_from"), known.record.get("collected_to")
    if not (first and last):
        first, last = known.dataset.get("first"), known.dataset.get("last")
    return [f"{first}/{last}"] if first and last else []


def open_questions(known: Known) -> str:
    """What a person must fill in, property by property."""
    form = fill("croissant-rai", known)
    lines = [
        f"- `{name}`: `[card] {entry}` of the plan.\n" for name, entry in REQUIRED.items() if not known.card.get(entry)
    ]
    core = (
        f"\n## Core properties that a person must fill: {len(lines)}\n\n"
        + ("".join(lines) or "None.\n")
        + "\nThe specification requires them. `mlcroissant validate` only warns where they are missing.\n"
    )
    return render(form, known, before=core + "".join(_files(known)))


def _files(known: Known) -> Iterator[str]:
    yield "\n## Files and records\n\n"
    found, with_sum = sources(known), distribution(known)
    if not found:
        yield "- `distribution` is required and missing: the facts of the run (`run.json`) were not there.\n"
    elif len(with_sum) < len(found):
        yield f"- {len(found) - len(with_sum)} of {len(found)} sources were no files and are not in `distribution`.\n"
    if with_sum and not known.card.get("files_url"):
        yield "- `contentUrl` is the name of each file: `[card] files_url` says in which folder on the web they are.\n"
    if found and not record_sets(known):
        yield (
            "- `recordSet` is missing: a platform's export has no columns to name. `postaudit convert` writes a table whose"
            " columns are the fields of posts; audit that one.\n"
        )
    if known.dataset.get("first") and not (known.record.get("collected_from") and known.record.get("collected_to")):
        yield "- `rai:dataCollectionTimeframe` is that of the posts; the collection may have been later.\n"
    yield "- Whether data are synthetic (`rai:hasSyntheticData`, which is in no vocabulary yet) is for a person to say.\n"
