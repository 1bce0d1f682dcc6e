"""A commented plan to start from, filled with what the columns show: ``postaudit init``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from audit.loaders.dataset import Posts
from audit.loaders.guessing.names import words_of
from audit.loaders.profiles.author_fields import author_fields
from audit.loaders.tables.columns import Use
from audit.plan import Plan
from audit.resources import list_resources, read_benchmark
from audit.starting.evidence import Beginning, beginning, lacking, why
from audit.wording import join

_HEAD = """\
# A plan for postaudit. Check the guesses, choose what to compare with, then: postaudit run SOURCE -c audit.toml
"""

#: What [card] asks, in words.
_ASKED = {
    "description": "what is it?",
    "purpose": "why was it made?",
    "creator": "who made it?",
    "funding": "who paid for it?",
    "license": "under which terms is it passed on? An address",
    "url": "where is its page?",
    "contact": "whom can people in it turn to?",
    "citation": "how is it cited? BibTeX if possible",
}
#: What the columns of a table are taken for that no plan can name.
_GUESSED = frozenset({"votes", "within"})
#: Columns that nothing was made of, offered as groups.
_MOST_OFFERED = 12
_OF_ACCOUNTS = frozenset({"account", "user", "author", "profile", "created", "joined", "registered", "since"})
_OF_PLACES = frozenset({"location", "place", "city", "hometown", "country", "region"})


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
    tables = [_by_role(prepared.mapping.uses) for prepared in posts.prepared if prepared.mapping.uses]
    roles = sorted({role for table in tables for role in table})
    attributes = [role.removeprefix("attribute:") for role in roles if role.startswith("attribute:")]
    seen = beginning(posts)
    lines = [_HEAD, *_records(posts, seen), *_labels(tables, seen)]
    lines += [
        "[dataset]",
        f"name = {_toml(posts.name)}",
        'language = "en"    # of posts that state none, by its tag (de, pt-BR); the others are read by the list of their own language',
        "# generated = true    # if a model wrote the texts: they cluster by prompt (conversation_id), and have no author",
        "",
        "[columns]    # field of a post = column of the source; delete what is wrong",
        *(_column(role, tables) for role in roles if ":" not in role),
        *(lacking(roles) if tables else []),
        "",
    ]
    kinds = dict(kind for prepared in posts.prepared for kind in prepared.mapping.kinds)
    for name in attributes:
        lines += _group(name, tables, kinds, seen)
    lines += _offered(posts, tables, kinds)
    lines += ["[benchmarks]    # whom the dataset stands for: a choice, and nobody else can make it"]
    for name in attributes:
        lines += _benchmarks(name) or [
            f'# {_key(name)} = "my-benchmark.csv:residents"    # columns attribute,group,share; then whose they are'
        ]
    tolerances, floors = Plan().tolerances, Plan().floors
    lines += [
        "",
        "[tolerances]    # gaps up to here do not matter: decide before you look at the data",
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
        "# [representation]",
        '# intersections = [["gender", "age"]]    # attributes to count together; pairs of [groups] if not given',
        '# slices = ["quarter", "community"]    # what shares are followed over: month, quarter, year, community',
        "",
        "# [models]",
        '# scores = ["toxicity"]    # columns of scores that a model gave posts',
        '# truth = "label"    # label that they should predict; positive = "VALUE" names the value of a high score',
        "",
        "# [mentions]",
        '# coding = "sheet.csv"    # posts coded by hand, which correct rates: postaudit sample-for-coding draws them',
        "",
        "# [collection]    # how the posts came here and what they are for, for the rules of the time: docs/rights.md",
        f"# platform = {_toml(seen.platform or 'X')}    # where were they posted?",
        '# access = "api"    # how were they got? api, scrape, export, archive, donation, purchase',
        '# collected_from = "2025-01"    # from when,',
        '# collected_to = "2025-08"    # and up to which day, month or year?',
        '# as_of = "2026-01"    # when will they be used? Rules are looked up for that day too',
        '# purpose = ["research"]    # what for? research, commercial, model-training, redistribution',
        '# consent = ""    # what did people agree to?',
        '# last_deletion_check = "2025-12"    # when were posts that are deleted by now last looked for?',
        "",
        "# [card]    # what only you know of the dataset; it fills datasheets and cards, and changes no figure",
        *(f'# {name} = ""    # {asked}' for name, asked in _ASKED.items()),
        "",
    ]
    return "\n".join(lines)


def _records(posts: Posts, seen: Beginning) -> list[str]:
    """What the records of platforms have, of which there is nothing to choose."""
    loaders = sorted({each.loader for each in posts.prepared if not each.mapping.uses})
    if not loaders:
        return []
    found = sorted(name for name, number in seen.filled.items() if number and name not in {"row", "source"})
    fields = join([name.removeprefix("attribute:") for name in found if not name.startswith("_")])
    told = f", which have {fields}" if fields else ""
    return [
        f"#   Read as {join(loaders)}{told}.",
        "#   Fields have their own names there: [columns] can stay empty.",
        "",
    ]


#: Columns of each role in one table.
Roles = Mapping[str, Sequence[Use]]


def _by_role(uses: Sequence[Use]) -> Roles:
    roles: dict[str, list[Use]] = {}
    for use in uses:
        if use.role not in _GUESSED:
            roles.setdefault(use.role, []).append(use)
    return roles


def _shared(role: str, tables: Sequence[Roles]) -> str | None:
    """The column that has this role in every table, as it stands; None where there is no such column.

    A column that is named must be in every table and is taken as it is. So what is worked out of columns, and what tables
    call differently or lack, is left to the guess, which reads each table by itself.
    """
    names = {use.column.name for table in tables for use in table.get(role, ())}
    # How a label is read is worked out again from the column that is named.
    plain = all(
        len(table.get(role, ())) == 1 and (not table[role][0].how or role.startswith("label:")) for table in tables
    )
    return names.pop() if plain and len(names) == 1 else None


def _names(roles: Sequence[str], tables: Sequence[Roles]) -> str:
    """All columns of some roles, for a comment."""
    return join([_toml(name) for name in _columns(roles, tables)])


def _columns(roles: Sequence[str], tables: Sequence[Roles]) -> list[str]:
    return list(dict.fromkeys(use.column.name for table in tables for role in roles for use in table.get(role, ())))


def _column(field: str, tables: Sequence[Roles]) -> str:
    """The line of a field."""
    column = _shared(field, tables)
    if column is not None:
        use = next(each for table in tables for each in table.get(field, ()))
        return f"{field} = {_toml(column)}    # {why(use, field)}"
    return f"# {field} is read from {_names([field], tables)}; {field} = COLUMN would take one column as it stands"


def _labels(tables: Sequence[Roles], seen: Beginning) -> list[str]:
    roles = list(dict.fromkeys(role for table in tables for role in table if role.startswith("label:")))
    if not roles:
        return []
    if all(_shared(role, tables) for role in roles):
        told = [f"#   {_toml(role.removeprefix('label:'))}: {told}" for role in roles if (told := seen.told(role))]
        return [f"labels = {_toml(_columns(roles, tables))}    # columns that hold labels", *told[:_MOST_OFFERED], ""]
    return [f"# columns that hold labels, in some of the files: {_names(roles, tables)}", ""]


def _group(name: str, tables: Sequence[Roles], kinds: Mapping[str, str], seen: Beginning) -> list[str]:
    role = f"attribute:{name}"
    column = _shared(role, tables)
    if column is None:
        return [
            f"# {_toml(name)}, what authors say of themselves, is in some of the files: {_names([role], tables)}",
            "",
        ]
    return [
        f"[groups.{_key(name)}]    # what authors say of themselves or the data give, never what anyone guesses",
        f"column = {_toml(column)}    # by its name{f'; {told}' if (told := seen.told(role)) else ''}",
        *_ways(name, kinds.get(column, "")),
        "",
    ]


def _ways(name: str, kind: str) -> list[str]:
    """Lines, none of them in force, that say how the values of a column become groups."""
    if kind == "number":
        bins = "[0, 18, 30, 50, 65]" if "age" in words_of(name) else "[0, 100, 1000, 10000]"
        return [
            f"# bins = {bins}    # where groups of numbers begin, the last without end; a number below is not stated"
        ]
    if kind == "date":
        unit = "days" if _OF_ACCOUNTS & {*words_of(name)} else "years"
        return [f'# age = "{unit}"    # from this date to the post; bins = [...] says where groups begin']
    if kind == "words":
        place = ['# places = "country"    # countries by a gazetteer: pip install "postaudit[places]"']
        return [
            '# patterns = { group = ["word|other"] }    # regular expressions, whatever the case; the rest is not stated',
            f"# table = {_toml(f'{name}.csv')}    # or a table of your own with the columns value,group",
            *(place if _OF_PLACES & {*words_of(name)} else []),
        ]
    return [
        '# values = { women = ["w", "frau"] }    # group = the values that mean it, where the usual words do not do'
    ]


def _offered(posts: Posts, tables: Sequence[Roles], kinds: Mapping[str, str]) -> list[str]:
    """Commented groups for what else may state something of authors: a choice, so none of it is taken."""
    used = {use.column.name for table in tables for uses in table.values() for use in uses}
    found = {column: kind for column, kind in kinds.items() if column not in used}
    for prepared in posts.prepared:
        if not prepared.mapping.uses:
            found |= dict(author_fields(prepared))
    lines = ["# What else is said of authors, for you to take or leave:"] if found else []
    for column, kind in list(found.items())[:_MOST_OFFERED]:
        name = "_".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower())) or "attribute"
        lines += [f"# [groups.{name}]", f"# column = {_toml(column)}", *_ways(name, kind), "#"]
    return [*lines[:-1], ""] if lines else []


def _benchmarks(attribute: str) -> list[str]:
    known = {each.name: read_benchmark(each.name) for each in list_resources("benchmarks")}
    return [
        f"# {_key(attribute)} = {_toml(name)}    # {benchmark.population.title}"
        for name, benchmark in known.items()
        if attribute in benchmark.margins
    ]


def _key(name: str) -> str:
    plain = name.replace("_", "").replace("-", "")
    return name if plain.isascii() and plain.isalnum() else _toml(name)


def _toml(value: str | list[str]) -> str:
    # JSON strings and lists of strings are TOML, but for DEL, which JSON leaves as it is and TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
