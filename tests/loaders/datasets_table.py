"""The table of ``docs/datasets.md``, worked out from the datasets: ``python -m tests.loaders.datasets_table FOLDER``.

Each line is one command. Numbers are those of an audit: copies of one post are counted among the skipped.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import audit
from audit.loaders.base import Ledger
from audit.measuring.whole import measure
from audit.plan import Plan

#: dataset -> arguments of ``postaudit run``, one line each; the first reads the records that its description counts.
COMMANDS: dict[str, list[str]] = {
    "afrisenti": ["afrisenti"],
    "cold_zh": ["cold_zh"],
    "crows_pairs": ["crows_pairs", "crows_pairs --columns text=sent_less"],
    "davidson2017": ["davidson2017"],
    "edos": ["edos"],
    "ethos": ["ethos/Ethos_Dataset_Binary.csv --label isHate", "ethos/Ethos_Dataset_Multi_Label.csv"],
    "goemotions": ["goemotions"],
    "hatecheck": ["hatecheck/test_suite_cases.csv.gz", "hatecheck/all_annotations.csv.gz"],
    "hatemoji": ["hatemoji"],
    "hatexplain": ["hatexplain/final_hateXplain.csv.gz", "hatexplain/dataset_sample.json"],
    "indonesian_hate_abusive": ["indonesian_hate_abusive"],
    "iwg_german_refugees": ["iwg_german_refugees"],
    "jigsaw_unintended_bias": ["jigsaw_unintended_bias", "jigsaw_unintended_bias/toxicity_fuzzed_testset.csv.gz"],
    "mayweather_mcgregor_tweets": ["mayweather_mcgregor_tweets"],
    "mlma": ["mlma"],
    "multilingual_fairness_lrec": ["multilingual_fairness_lrec"],
    "multilingual_hatecheck": ["multilingual_hatecheck"],
    "online_misogyny_reddit": ["online_misogyny_reddit"],
    "political_social_media": ["political_social_media"],
    "reddit_askmen_askwomen": ["reddit_askmen_askwomen"],
    "reddit_top_2013": ["reddit_top_2013"],
    "redditbias": ["redditbias"],
    "russian_troll_tweets": ["russian_troll_tweets"],
    "stormfront": ["stormfront"],
    "swsr_weibo": ["swsr_weibo"],
    "twitter_gender_dfe": ["twitter_gender_dfe"],
    "twitter_ratio": ["twitter_ratio"],
}  # fmt: skip
HEADER = "| dataset | command | files | records | posts | skipped | rejected | recognised | noted |"
_IDS = ("post_id", "author_id", "text", "created_at")


def loaded(folder: Path, arguments: str) -> Any:
    """The posts that a command reads."""
    path, *flags = arguments.split()
    plan: dict[str, Any] = {}
    for flag, value in zip(flags[::2], flags[1::2], strict=True):
        if flag == "--label":
            plan["labels"] = [value]
        else:
            plan["columns"] = dict([value.split("=", 1)])
    return audit.load(folder / path, **plan)


def accounted(posts: Any) -> Ledger:
    """The accounting of an audit of these posts, copies dropped."""
    plan = Plan.make({**posts.plan.model_dump(), "metrics": ["coverage"]})
    return measure(posts, plan, workers=1).ledger


def line(name: str, arguments: str, posts: Any, ledger: Ledger) -> str:
    """One line of the table."""
    cells = [
        name,
        f"`postaudit run {arguments}`",
        str(len(posts.prepared)),
        f"{ledger.records:,}",
        f"{ledger.posts:,}",
        _counts(ledger.skipped),
        _counts(ledger.rejected),
        _recognised(posts),
        _noted(posts, ledger),
    ]
    return f"| {' | '.join(cells)} |"


def _counts(counts: Counter[str]) -> str:
    return "; ".join(f"{kind} {number:,}" for kind, number in sorted(counts.items()) if number) or "none"


def _recognised(posts: Any) -> str:
    roles = {role for each in posts.prepared for role in each.roles}
    said = [name for name in _IDS if name in roles]
    for title, prefix in (("attributes", "attribute:"), ("labels", "label:")):
        names = sorted(role.removeprefix(prefix) for role in roles if role.startswith(prefix))
        if names:
            shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
            said.append(f"{title}: {shown}")
    said += ["votes"] if "votes" in roles else []
    constants = sorted({f"{name} {value}" for each in posts.prepared for name, value in each.mapping.constants})
    said += constants
    others = {"lang", "community", "kind", "reply_to", "likes", "split"}
    said += sorted(roles & others - {name.split()[0] for name in constants})
    return "; ".join(said)


def _noted(posts: Any, ledger: Ledger) -> str:
    encodings = sorted({each.encoding.name for each in posts.prepared if not each.encoding.is_utf8})
    said = [f"read as {', '.join(encodings)}"] if encodings else []
    said += [f"{warning} {number:,}" for warning, number in sorted(ledger.warnings.items()) if number]
    return "; ".join(said) or "nothing"


def table(folder: Path) -> str:
    """The whole table."""
    lines = [HEADER, "|" + "---|" * 9]
    for name, commands in COMMANDS.items():
        for arguments in commands:
            posts = loaded(folder, arguments)
            lines.append(line(name, arguments, posts, accounted(posts)))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(Path(sys.argv[1])) + "\n")
