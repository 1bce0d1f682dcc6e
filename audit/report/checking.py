"""A report folder held against its findings: everything is made again from ``findings.json`` and compared word for word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audit.errors import SourceError
from audit.report import checksum, json_file
from audit.report.catalogue import LANGUAGES
from audit.report.checksum import CHECKSUMS, FINDINGS, PAGE
from audit.report.read_page import agreed, first_difference, language_of, read, written_by
from audit.report.report import Report
from audit.report.run_file import decode as run_facts
from audit.report.visible import clipped
from audit.version import __version__
from audit.wording import join, plural

MARKDOWN = "report.md"
TABLE = "findings.csv"
RUN = "run.json"
CHARTS = "figures"
#: A page is below one megabyte; nobody has to read more of what somebody else may have put there.
_MOST_BYTES = 8_000_000
_ANEW = "Make it again from its findings, with postaudit report, or ask for the folder again."


def check(folder: Path) -> tuple[str, ...]:
    """Hold a report folder against its findings; see :func:`checked`."""
    return tuple(checked(folder))


def checked(folder: Path) -> Iterator[str]:
    """What was found to be as it was written, a line each, as soon as it is known.

    Parameters
    ----------
    folder : Path
        As ``postaudit run`` writes it.

    Yields
    ------
    str

    Raises
    ------
    SourceError
        There are no findings; a file is missing or was changed; page, Markdown, table or charts say something else than this
        version makes of the findings, and what; the page was written by another version; there is no list of checksums.
    """
    content = checksum.read(folder / FINDINGS)
    yield f"{FINDINGS}: {checksum.short(checksum.full(content))}, sha256 {checksum.full(content)}"
    listed = checksum.held(folder)
    if listed:
        yield f"{CHECKSUMS}: {plural(len(listed), 'file')} {'has' if len(listed) == 1 else 'have'} the sha256 listed there"
    findings = json_file.decode(content, where=str(folder / FINDINGS))
    facts = run_facts(checksum.read(folder / RUN), where=str(folder / RUN)) if (folder / RUN).is_file() else None
    page = _text(folder / PAGE) if (folder / PAGE).is_file() else ""
    language = language_of(page)
    report = Report(findings, run_facts=facts, language=language if language in LANGUAGES else LANGUAGES[0])
    made_again = []
    if page:
        _same_checksum(folder / PAGE, page, checksum.short(checksum.full(content)))
        _same_version(folder / PAGE, page)
        _compare(folder / PAGE, read(page), read(report.html()), with_run=facts is not None)
        made_again.append(PAGE)
        yield f"{PAGE}: says, sentence by sentence and figure by figure, what this version makes of {FINDINGS}"
    if (folder / MARKDOWN).is_file():
        there = _text(folder / MARKDOWN).splitlines()
        versions = [
            Report(findings, run_facts=facts, language=each).markdown().splitlines()
            for each in ([language] if page else LANGUAGES)
        ]
        here = max(versions, key=lambda lines: agreed(there, lines))
        _compare(folder / MARKDOWN, there, here, with_run=facts is not None)
        made_again.append(MARKDOWN)
        yield f"{MARKDOWN}: is what this version makes of {FINDINGS}"
    if (folder / TABLE).is_file():
        _compare(folder / TABLE, _text(folder / TABLE).splitlines(), report.csv().splitlines())
        made_again.append(TABLE)
        yield f"{TABLE}: is what this version makes of {FINDINGS}"
    drawn = sorted(each for each in (folder / CHARTS).glob("*.svg") if each.is_file())
    if drawn:
        known = report.figures()
        for each in drawn:
            if each.name not in known:
                raise SourceError(f"{each}: is no chart of these findings.", hint=_ANEW)
            _compare(each, read(_text(each)), read(known[each.name]))
        made_again += [f"{CHARTS}/{each.name}" for each in drawn]
        yield f"{CHARTS}: the words and numbers of {plural(len(drawn), 'chart')} are those of {FINDINGS}; where marks stand was not compared"
    yield from _others(folder, listed, {FINDINGS, CHECKSUMS, *made_again})
    if not listed:
        raise SourceError(
            f"{folder / CHECKSUMS}: there is no such file, or it lists none, so that nothing tells whether the other files are as they were written.",
            hint=_ANEW,
        )


def _same_checksum(path: Path, page: str, wanted: str) -> None:
    printed = checksum.printed(page)
    if printed != [wanted]:
        what = f"prints the checksum {printed[0]}" if printed else "prints no checksum"
        raise SourceError(
            f"{path}: {what}, and {FINDINGS} has {wanted}.",
            hint="The page was made of other findings, or by an older version. Render it again with postaudit report.",
        )


def _same_version(path: Path, page: str) -> None:
    maker = written_by(page)
    if maker != __version__:
        raise SourceError(
            f"{path}: was written by {maker or 'no version that it names'}, and this is {__version__}, which may say the same in"
            f" other words. {FINDINGS} is the one that the page names; what the page says of it was not compared.",
            hint=f"Check it with postaudit {maker or 'of the version that wrote it'}, or make the page again with postaudit report.",
        )


def _compare(path: Path, there: list[str], here: list[str], *, with_run: bool = True) -> None:
    parted = first_difference(there, here)
    if parted is None:
        return
    said, made = (clipped(each, 300) for each in parted)
    lost = "" if with_run else f" There is no {RUN} here, from which the page has day, files and speed of the run."
    raise SourceError(
        f"{path}: is not what postaudit {__version__} makes of {FINDINGS}. The first that differs: it has “{said}”, and"
        f" {FINDINGS} gives “{made}”.{lost}",
        hint=_ANEW,
    )


def _others(folder: Path, listed: dict[str, str], made_again: set[str]) -> Iterator[str]:
    """What was not made again: listed or not, nothing but the list speaks for it."""
    alone = sorted(set(listed) - made_again)
    if alone:
        yield f"held against {CHECKSUMS} alone, which whoever can write here can rewrite: {_some(alone)}"
    files = {
        each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file() and each.name[0] != "."
    }
    stray = sorted(files - set(listed) - made_again) if listed else []
    if stray:
        yield f"not in {CHECKSUMS}, and not checked: {_some([clipped(each, 80) for each in stray])}"


def _some(names: list[str]) -> str:
    return join([*names[:8], *([f"{len(names) - 8} more"] if len(names) > 8 else [])])


def _text(path: Path) -> str:
    content = checksum.read(path)
    if len(content) > _MOST_BYTES:
        raise SourceError(f"{path}: has {len(content):,} bytes, and no report of postaudit has so many.", hint=_ANEW)
    return content.decode("utf-8", "replace")
