"""``findings.json``: the source of every other output, written the same way to the byte and read with suspicion."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from typing_extensions import TypedDict  # pydantic refuses typing's before Python 3.12

from audit.errors import SourceError
from audit.finding import SCHEMA_VERSION, Block, Chart, Estimate, Finding, Findings, NotMeasured, Table
from audit.report.visible import in_json
from audit.standing.sides import OtherSide, Reference

#: Digits a float keeps. Sums of the same counts in another order may differ in the sixteenth; six are more than any
#: interval can tell apart.
SIGNIFICANT_DIGITS = 6
LAYOUT = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_HINT = "A findings file is written by `postaudit run`; run the audit again, or fetch the file anew."


class _File(TypedDict):
    """The shape of the file, for checking what is read."""

    schema_version: str
    audit: dict[str, Any]
    dataset: dict[str, Any]
    estimates: tuple[Estimate, ...]
    findings: tuple[Finding, ...]
    blocks: tuple[Block, ...]
    not_measured: tuple[NotMeasured, ...]
    methods: tuple[dict[str, Any], ...]
    resources: tuple[dict[str, Any], ...]


def encode(findings: Findings) -> bytes:
    """The findings as ``findings.json``: sorted keys, UTF-8, floats to six significant digits, no NaN.

    Equal findings give equal bytes, whichever engine, order or split they come from.
    """
    content = {
        "schema_version": SCHEMA_VERSION,
        "audit": plain(findings.audit),
        "dataset": plain(findings.dataset),
        "estimates": [_estimate(each) for each in findings.estimates],
        "findings": [_flat(each) for each in findings.findings],
        "blocks": [_block(each) for each in findings.blocks],
        "not_measured": [_flat(each) for each in findings.not_measured],
        "methods": [plain(each) for each in findings.methods],
        "resources": [plain(each) for each in findings.resources],
    }
    return in_json(orjson.dumps(content, option=LAYOUT).decode()).encode()


def decode(content: bytes, *, where: str = "findings.json") -> Findings:
    """The findings that :func:`encode` wrote.

    Parameters
    ----------
    content : bytes
    where : str
        What to call the file in an error.

    Raises
    ------
    SourceError
        It is not JSON, not a findings file, of a newer major version, or has a value of the wrong kind; says where.
    """
    from pydantic import ValidationError

    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise SourceError(f"{where}: not JSON (line {error.lineno}, column {error.colno}).", hint=_HINT) from None
    if not isinstance(data, dict) or "schema_version" not in data:
        raise SourceError(f"{where}: not a findings file: it has no schema_version.", hint=_HINT)
    version = str(data["schema_version"])
    if version.split(".", maxsplit=1)[0] != SCHEMA_VERSION.split(".")[0]:
        raise SourceError(
            f"{where}: its schema_version is {version[:20]!r}, and this version reads {SCHEMA_VERSION}.",
            hint="Read it with the version of postaudit that wrote it; its number is under audit.version.",
        )
    try:
        known = _model().validate_json(content, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
        got = "" if first["type"] == "missing" else f", got {_short(first['input'])}"
        raise SourceError(f"{where}: {place}: {first['msg'][:1].lower()}{first['msg'][1:]}{got}.", hint=_HINT) from None
    return Findings(**{name: known[name] for name in known if name != "schema_version"})


def canonical(findings: Findings) -> Findings:
    """The findings as they are after having been written and read: floats rounded, plain JSON values."""
    return decode(encode(findings))


def write(findings: Findings, path: str | Path) -> None:
    """Write ``findings.json``; see :func:`encode`."""
    Path(path).write_bytes(encode(findings))


def located(path: str | Path) -> Path:
    """The findings file that a path means: a report folder, a folder that holds one report and no more, or the file itself.

    Raises
    ------
    SourceError
        The folder holds several reports, of which one has to be named.
    """
    path = Path(path)
    if not path.is_dir() or (path / "findings.json").exists():
        return path / "findings.json" if path.is_dir() else path
    held = sorted(each.parent for each in path.glob("*/findings.json"))
    if len(held) > 1:
        shown = ", ".join(str(each) for each in held[:3])
        raise SourceError(
            f"{path}: holds {len(held)} reports.",
            hint=f"Name one of them: {shown}{' ...' if len(held) > 3 else ''}.",
        )
    return (held[0] if held else path) / "findings.json"


def read(path: str | Path) -> Findings:
    """Read ``findings.json``.

    Raises
    ------
    SourceError
        There is no such file, it cannot be read, or it is not a findings file.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such file.", hint=_HINT) from None
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}.", hint=_HINT) from None
    return decode(content, where=str(path))


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``findings.json``, as ``postaudit schema findings`` prints it."""
    content: dict[str, Any] = orjson.loads(files("audit.report").joinpath("findings.schema.json").read_bytes())
    return content


def _number(value: float | None) -> float | None:
    """Six significant digits; None for what is no number, and no negative zero."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{float(value):.{SIGNIFICANT_DIGITS}g}") + 0.0


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _text(value: str) -> str:
    """Lone surrogates are no Unicode text and cannot be written; they become the replacement character."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not value.isascii() else value


def plain(value: Any) -> Any:
    """A value as JSON knows it, one spelling for values that are equal: 3.0 is written as 3."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Mapping):  # asked late: classes that need not inherit from it take a while to ask
        return {_text(str(key)): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(each) for each in value), key=str)
    if isinstance(value, float):
        number = _number(value)
        return int(number) if number is not None and number.is_integer() and abs(number) < 2**53 else number
    return plain(value.item()) if hasattr(value, "item") else _text(str(value))


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        **_flat(estimate),
        "value": _number(estimate.value),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
        "n_posts": _whole(estimate.n_posts),
        "n_authors": _whole(estimate.n_authors),
        "n_effective": _number(estimate.n_effective),
        "level": _number(estimate.level),
        "p_value": _number(estimate.p_value),
        "q_value": _number(estimate.q_value),
        "reference": _reference(estimate.reference),
        "detectable": _number(estimate.detectable),
        "degrees_of_freedom": _number(estimate.degrees_of_freedom),
        "tolerance": _number(estimate.tolerance),
        "n_counted": _whole(estimate.n_counted),
        "other_side": _other_side(estimate.other_side),
    }


def _other_side(side: OtherSide | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "what": _text(side.what),
        "n_posts": _whole(side.n_posts),
        "n_authors": _whole(side.n_authors),
        "status": side.status,
    }


def _reference(reference: Reference | None) -> dict[str, Any] | None:
    value = None if reference is None else _number(reference.value)
    return None if reference is None or value is None else {"value": value, "source": _text(reference.source)}


def _block(block: Block) -> dict[str, Any]:
    table = None if block.table is None else _flat(block.table)
    return {**_flat(block), "chart": _chart(block.chart), "table": table}


def _chart(chart: Chart) -> dict[str, Any]:
    return {**_flat(chart), "points": [[_number(x), _number(y)] for x, y in chart.points]}


def _flat(record: Estimate | Finding | Block | Chart | Table | NotMeasured) -> dict[str, Any]:
    # dataclasses.asdict copies every leaf deeply and takes ten times as long on thousands of estimates.
    return {
        name: plain(value)
        for name, value in vars(record).items()
        if not isinstance(value, (float, Reference, OtherSide, Chart, Table)) and name != "points"
    }


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


@cache
def _model() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(_File)
