"""The files and records of a Croissant description, from the facts of the run: names, sizes, checksums, columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from audit.report.forms.content import FIELD_WORDS
from audit.report.forms.known import Known

#: Form of a file to its media type: those that mlcroissant names, else as registered with IANA.
_MEDIA: Mapping[str, str] = {
    "delimited": "text/csv",
    "lines": "application/jsonlines",
    "array": "application/json",
    "documents": "application/json",
    "xml": "application/xml",
    "chat": "text/plain",
    "parquet": "application/x-parquet",
    "arrow": "application/vnd.apache.arrow.file",
    "arrow stream": "application/vnd.apache.arrow.stream",
}
_PACKED: Mapping[str, str] = {
    "gzip": "application/gzip",
    "zstd": "application/zstd",
    "bzip2": "application/x-bzip2",
    "xz": "application/x-xz",
}
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("likes", "reposts", "replies", "views"), "sc:Integer"),
    "edited": "sc:Boolean",
    "created_at": "sc:DateTime",
}
_JSON = frozenset({"lines", "array", "documents"})
#: Files whose columns are described one by one.
MOST_RECORD_SETS = 50


def sources(known: Known) -> tuple[Mapping[str, Any], ...]:
    """Files that were read, as the facts of the run have them."""
    given = known.run_facts.get("sources") or ()
    return tuple(each for each in given if isinstance(each, Mapping))


def distribution(known: Known) -> list[dict[str, Any]]:
    """One ``cr:FileObject`` per file whose checksum is known."""
    made = []
    for name, source in zip(_ids(sources(known)), sources(known), strict=True):
        if not source.get("sha256"):
            continue
        folder = str(known.card.get("files_url") or "")
        address = (
            f"{folder.rstrip('/')}/{quote(str(source.get('name')), errors='replace')}"
            if folder
            else quote(str(source.get("name")), errors="replace")
        )
        entry: dict[str, Any] = {
            "@type": "cr:FileObject",
            "@id": name,
            "name": str(source.get("name")),
            "contentUrl": address,
            "encodingFormat": _media(source),
            "sha256": str(source["sha256"]),
        }
        if isinstance(source.get("bytes"), int):
            entry["contentSize"] = f"{source['bytes']} B"
        made.append(entry)
    return made


def _ids(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """A name for each file; files of the same name in two folders are told apart by a number."""
    seen: dict[str, int] = {}
    made = []
    for each in found:
        name = str(each.get("name") or "file")
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return made


def _media(source: Mapping[str, Any]) -> str | list[str]:
    media = _MEDIA.get(str(source.get("form")), "application/octet-stream")
    packed = _PACKED.get(str(source.get("compression") or ""))
    return [media, packed] if packed else media


def record_sets(known: Known) -> list[dict[str, Any]]:
    """One ``cr:RecordSet`` per file whose columns are known, with the fields that are read from one column each."""
    described = {each["@id"] for each in distribution(known)}
    found = [
        (name, source)
        for name, source in zip(_ids(sources(known)), sources(known), strict=True)
        if name in described and source.get("columns")
    ]
    alone = len(found) == 1
    return [
        _record_set("posts" if alone else f"posts-{number}", name, source)
        for number, (name, source) in enumerate(found[:MOST_RECORD_SETS], 1)
    ]


def _record_set(name: str, file: str, source: Mapping[str, Any]) -> dict[str, Any]:
    nested = str(source.get("form")) in _JSON
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": "Posts: one record each, with the columns that an audit reads.",
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{role}",
                "name": role,
                "description": _words(role),
                "dataType": _TYPES.get(role, "sc:Text"),
                "source": {
                    "fileObject": {"@id": file},
                    "extract": {"jsonPath": f"$.{column}"} if nested else {"column": column},
                },
            }
            for role, column in sorted(dict(source["columns"]).items())
        ],
    }


def _words(role: str) -> str:
    kind, _, name = role.partition(":")
    if name:
        return f"{'Label' if kind == 'label' else 'Attribute of the author'}: {name}."
    words = FIELD_WORDS.get(role, role)
    return f"{words[:1].upper()}{words[1:]}."
