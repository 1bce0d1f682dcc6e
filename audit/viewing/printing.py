"""Pages printed: the frame around every page, the templates, the style sheet, and the policy that lets nothing else in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from audit.report.html import environment, policy, stylesheet
from audit.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True)
class Frame:
    """What stands around every page: its title, its heading, the way back, and the other pages of the report; ``broad`` for a table."""

    title: str
    heading: str
    eyebrow: str = "Dataset audit"
    under: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    tabs: tuple[tuple[str, str, bool], ...] = ()
    broad: bool = False


def problem_page(title: str, words: str, home: str = "/") -> str:
    """A page that says what went wrong; nothing of the program or of this machine."""
    frame = Frame(title, title, "postaudit", trail=(("Audits", home),))
    return print_page("problem.html.j2", frame, lines=tuple(words.splitlines()))


def base(name: str) -> str:
    """The address of a report."""
    return f"/audits/{quote(name, safe='')}/"


@cache
def style() -> str:
    """The style sheet of the report, and what a page to choose on needs besides."""
    own = files("audit.viewing").joinpath("templates", "view.css").read_text(encoding="utf-8")
    return f"{stylesheet('')}\n{own.strip()}"


@cache
def content_policy() -> str:
    """The report's policy, and besides charts and forms of this server; no other page may frame ours."""
    let_in = policy(style(), images="'self'", forms="'self'")
    return f"{let_in}; frame-ancestors 'none'"


@cache
def _environment() -> Environment:
    from jinja2 import ChoiceLoader, PackageLoader

    reports = environment()
    loaders = [each for each in (PackageLoader("audit.viewing"), reports.loader) if each is not None]
    return reports.overlay(loader=ChoiceLoader(loaders))


def print_page(template: str, frame: Frame, **values: Any) -> str:
    """A template with its values in the frame."""
    return _environment().get_template(template).render(frame=frame, style=style(), version=__version__, **values)
