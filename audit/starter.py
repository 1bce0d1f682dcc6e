"""A commented plan to start from, filled with what the columns show: ``postaudit init``."""

from __future__ import annotations

import json

from audit.loaders.dataset import Posts
from audit.plan import Plan
from audit.resources import list_resources, read_benchmark

_HEAD = """\
# A plan for postaudit. Check the guesses, choose what to compare with, then: postaudit run SOURCE -c audit.toml
"""

#: What the columns of a table are taken for that no plan can name.
_GUESSED = frozenset({"votes", "within"})


def starter_plan(posts: Posts) -> str:
    """The text of an ``audit.toml`` for these posts.

    Parameters
    ----------
    posts : Posts
        As loaded without a plan, so that every guess shows.

    Returns
    -------
    str
        TOML; every line that is a guess or a choice says so.
    """
    fields, attributes, labels = _roles(posts)
    lines = [_HEAD]
    if labels:
        lines += [f"labels = {_toml(labels)}    # columns that hold labels", ""]
    lines += [
        "[dataset]",
        f"name = {_toml(posts.name)}",
        'language = "en"    # language of the lexicons; posts in other languages are not measured by them',
        "",
        "[columns]    # field of a post = column of the source; delete what is wrong",
        *(f"{name} = {_toml(column)}" for name, column in sorted(fields.items())),
        "",
    ]
    for name, column in sorted(attributes.items()):
        lines += [
            f"[groups.{_key(name)}]    # what authors say of themselves or the data give, never what anyone guesses",
            f"column = {_toml(column)}",
            '# values = { women = ["w", "frau"] }    # group = the values that mean it, where the usual words do not do',
            "",
        ]
    lines += ["[benchmarks]    # whom the dataset stands for: a choice, and nobody else can make it"]
    for name in sorted(attributes):
        lines += [f"# {_key(name)} = {_toml(each)}" for each in _benchmarks(name)] or [
            f'# {_key(name)} = "my-benchmark.csv"    # columns attribute,group,share'
        ]
    tolerances, floors = Plan().tolerances, Plan().floors
    lines += [
        "",
        "[tolerances]    # gaps up to here do not matter; set before looking",
        *(
            f"{name} = {value}    # {type(tolerances).model_fields[name].description}"
            for name, value in tolerances.model_dump().items()
        ),
        "",
        "[floors]",
        *(
            f"{name} = {value}    # {type(floors).model_fields[name].description}"
            for name, value in floors.model_dump().items()
        ),
        "",
    ]
    return "\n".join(lines)


def _roles(posts: Posts) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Columns by field, columns by attribute, label columns; of the first source that has each."""
    fields: dict[str, str] = {}
    attributes: dict[str, str] = {}
    labels: list[str] = []
    for prepared in posts.prepared:
        for use in prepared.mapping.uses:
            kind, _, name = use.role.partition(":")
            if use.role in _GUESSED or (use.how and kind != "label"):
                continue  # guessed again from the same columns; a plan has no words for how they are read
            if kind == "attribute":
                attributes.setdefault(name, use.column.name)
            elif kind == "label":
                labels += [] if use.column.name in labels else [use.column.name]
            else:
                fields.setdefault(use.role, use.column.name)
    return fields, attributes, labels


def _benchmarks(attribute: str) -> list[str]:
    names = [each.name for each in list_resources("benchmarks")]
    return [name for name in names if attribute in read_benchmark(name).margins]


def _key(name: str) -> str:
    plain = name.replace("_", "").replace("-", "")
    return name if plain.isascii() and plain.isalnum() else _toml(name)


def _toml(value: str | list[str]) -> str:
    # JSON strings and lists of strings are TOML, but for the escape of DEL, which neither needs.
    return json.dumps(value, ensure_ascii=False)
