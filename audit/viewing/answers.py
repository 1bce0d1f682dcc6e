"""What each address of the server answers: a page, a file that may be given out, or a page that says why not."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from audit.errors import AuditError
from audit.viewing import pages
from audit.viewing.asked import AddressError, EstimatesAsked, FindingsAsked, address, has_blanks, read
from audit.viewing.audits import audits_page
from audit.viewing.opened import Opened
from audit.viewing.printing import base, content_policy, problem_page
from audit.viewing.served import contents, kind_of
from audit.viewing.shelf import Shelf

_HTML = "text/html; charset=utf-8"
#: Of a file: it may style itself, and nothing else; whatever a report or a drawing holds, it runs nothing and fetches nothing.
_FILE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'; sandbox"
)


@dataclass(frozen=True)
class Answer:
    """A status, a body with its media type and its policy, and what else the head says."""

    status: int
    body: bytes = b""
    kind: str = _HTML
    policy: str = ""
    more: tuple[tuple[str, str], ...] = ()


def answer(shelf: Shelf, target: str) -> Answer:
    """What a path with its query answers.

    Parameters
    ----------
    shelf : Shelf
    target : str
        As the browser asked: ``/audits/posts-7f3c/estimates?sort=-value``.
    """
    path, _, query = target.partition("?")
    try:
        return _route(shelf, [unquote(each, errors="replace") for each in path.split("/")[1:]], query)
    except AuditError as error:
        return problem(500, "This report cannot be read", str(error))
    except AddressError:
        return problem(400, "This address cannot be read", "It has more fields than any page here sends.")
    except OSError:
        return problem(500, "This folder cannot be read", "It may have been moved or removed since.")
    except Exception as error:  # noqa: BLE001 -- the last place where anything can still be said
        said = f"A defect of postaudit, not of your data: {type(error).__name__}. Nothing was written."
        return problem(500, "This page could not be made", said)


def problem(status: int, title: str, words: str, *more: tuple[str, str]) -> Answer:
    """A page that says what went wrong."""
    return Answer(status, problem_page(title, words).encode(), _HTML, content_policy(), more)


def _route(shelf: Shelf, parts: list[str], query: str) -> Answer:
    match parts:
        case [""] if shelf.alone:
            return _moved(base(shelf.alone))
        case [""]:
            return _page(audits_page(shelf, query))
        case ["audits", name] if shelf.folder(name):
            return _moved(base(name))
        case ["audits", name, "files", *rest]:
            return _file(shelf, name, "/".join(rest))
        case ["audits", name, page]:
            opened = shelf.open(name)
            return _of_report(opened, page, query) if opened else _missing()
    return _missing()


def _of_report(opened: Opened, page: str, query: str) -> Answer:
    # A form sends every field, also those that say nothing.
    if page in ("", "estimates") and has_blanks(query):
        asked = read(query, EstimatesAsked) if page else read(query, FindingsAsked)
        return _moved(f"{base(opened.name)}{page}{address(asked)}")
    match page:
        case "":
            return _page(pages.findings_page(opened, query))
        case "finding":
            return _page(pages.finding_page(opened, query))
        case "estimates":
            return _page(pages.estimates_page(opened, query))
        case "estimates.csv":
            rows = pages.estimates_csv(opened, query).encode()
            as_file = ("Content-Disposition", 'attachment; filename="estimates.csv"')
            return Answer(200, rows, "text/csv; charset=utf-8", _FILE_POLICY, (as_file,))
        case "not-found":
            return _page(pages.unsettled_page(opened))
    return _missing()


def _page(html: str | None) -> Answer:
    return _missing() if html is None else Answer(200, html.encode(), _HTML, content_policy())


def _file(shelf: Shelf, name: str, file: str) -> Answer:
    folder = shelf.folder(name)
    found = contents(folder, file) if folder else None
    return _missing() if found is None else Answer(200, found, kind_of(file), _FILE_POLICY)


def _moved(where: str) -> Answer:
    return Answer(302, b"", _HTML, content_policy(), (("Location", where),))


def _missing() -> Answer:
    words = "There is no such page, report, finding or file here. The report may have been written anew since."
    return problem(404, "Nothing is here", words)
