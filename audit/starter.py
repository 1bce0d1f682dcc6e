"""A commented plan to start from, filled with what the columns show: ``postaudit init``."""

from __future__ import annotations

import json

from audit.loaders.columns import Use
from audit.loaders.dataset import Posts
from audit.plan import Plan
from audit.resources import list_resources, read_benchmark
from audit.wording import join

_HEAD = """\
# A plan for postaudit. Check the guesses, choose what to compare with, then: postaudit run SOURCE -c audit.toml
"""


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
        *(_column(name, uses) for name, uses in sorted(fields.items())),
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


def _roles(posts: Posts) -> tuple[dict[str, list[Use]], dict[str, str], list[str]]:
    """Uses by field, columns by attribute, label columns; of the first source that has each."""
    fields: dict[str, list[Use]] = {}
    attributes: dict[str, str] = {}
    labels: list[str] = []
    for prepared in posts.prepared:
        own: dict[str, list[Use]] = {}
        for use in prepared.mapping.uses:
            kind, _, name = use.role.partition(":")
            if kind == "attribute":
                attributes.setdefault(name, use.column.name)
            elif kind == "label":
                labels += [] if use.column.name in labels else [use.column.name]
            else:
                own.setdefault(use.role, []).append(use)
        fields = {**own, **fields}
    return fields, attributes, labels


def _column(field: str, uses: list[Use]) -> str:
    """The line of a field. A column that is named is taken as it stands, so what is worked out of columns is not named."""
    names = join([_toml(use.column.name) for use in uses])
    if len(uses) == 1 and not uses[0].how:
        return f"{field} = {names}"
    return f"# {field} is worked out from {names}; {field} = COLUMN would take one column as it stands"


def _benchmarks(attribute: str) -> list[str]:
    names = [each.name for each in list_resources("benchmarks")]
    return [name for name in names if attribute in read_benchmark(name).margins]


def _key(name: str) -> str:
    plain = name.replace("_", "").replace("-", "")
    return name if plain.isascii() and plain.isalnum() else _toml(name)


def _toml(value: str | list[str]) -> str:
    # JSON strings and lists of strings are TOML, but for DEL, which JSON leaves as it is and TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
