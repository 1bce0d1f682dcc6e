"""A report folder held against its findings: everything is made again from ``findings.json`` and compared word for word."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from audit.errors import SourceError
from audit.report import checksum, json_file
from audit.report.catalogue import LANGUAGES
from audit.report.checksum import CHECKSUMS, FINDINGS, PAGE
from audit.report.facts import Fact
from audit.report.plugged import plugged_sections
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


def folder_of(path: Path) -> Path:
    """The report folder that a path means: the folder, one that holds it alone, or its findings file.

    Raises
    ------
    SourceError
        There is nothing, or a file of another name, beside which a report may be that nobody asked about.
    """
    if not os.path.lexists(path):
        raise SourceError(f"{path}: there is no such file or folder.", hint="Name the folder that holds the report.")
    found = json_file.located(path)
    if found.name != FINDINGS:
        raise SourceError(
            f"{path}: is not called {FINDINGS}, and a report is checked by its folder.",
            hint=f"Name the folder that holds the report, or the {FINDINGS} in it.",
        )
    return found.parent


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
    facts = run_facts(checksum.read(folder / RUN), where=str(folder / RUN)) if _is_there(folder / RUN) else None
    page = _text(folder / PAGE) if _is_there(folder / PAGE) else None
    language = language_of(page or "")
    report = Report(findings, run_facts=facts, language=language if language in LANGUAGES else LANGUAGES[0])
    made_again = []
    _, plugged = plugged_sections(findings)
    if page is not None:
        _same_checksum(folder / PAGE, page, checksum.short(checksum.full(content)))
        _same_version(folder / PAGE, page)
        _compare(folder / PAGE, read(page), read(report.html()), with_run=facts is not None, plugged=plugged)
        made_again.append(PAGE)
        yield f"{PAGE}: says, sentence by sentence and figure by figure, what this version makes of {FINDINGS}"
    if _is_there(folder / MARKDOWN):
        there = _text(folder / MARKDOWN).splitlines()
        # It may have been kept beside a page that was made later in another language.
        versions = [Report(findings, run_facts=facts, language=each).markdown().splitlines() for each in LANGUAGES]
        here = max(versions, key=lambda lines: agreed(there, lines))
        _compare(folder / MARKDOWN, there, here, with_run=facts is not None, plugged=plugged)
        made_again.append(MARKDOWN)
        yield f"{MARKDOWN}: is what this version makes of {FINDINGS}"
    if _is_there(folder / TABLE):
        _compare(folder / TABLE, _text(folder / TABLE).splitlines(), report.csv().splitlines())
        made_again.append(TABLE)
        yield f"{TABLE}: is what this version makes of {FINDINGS}"
    if (folder / CHARTS).is_symlink():
        raise SourceError(f"{folder / CHARTS}: is a symbolic link, which is not followed.", hint=_ANEW)
    drawn = sorted((folder / CHARTS).glob("*.svg"))
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


def _compare(
    path: Path, there: list[str], here: list[str], *, with_run: bool = True, plugged: Sequence[Fact] = ()
) -> None:
    parted = first_difference(there, here)
    if parted is None:
        return
    for each in plugged:
        if not any(told.endswith(each.value) for told in there):
            raise SourceError(
                f"{path}: was made with another plug-in for its {each.name} than here, where it is: {clipped(each.value, 200)}."
                " What the page says was not compared.",
                hint="Install the plug-in that it names, in its version, or make the page again with postaudit report.",
            )
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
    return checksum.read(path, _MOST_BYTES).decode("utf-8", "replace")


def _is_there(path: Path) -> bool:
    """Whether there is anything of that name: what is no file is refused when it is read, not passed over."""
    return os.path.lexists(path)
