"""Attributes whose inference is a special matter in law: origin, belief, politics, health, orientation.

A list of words knows the attributes that people usually name so, and no list knows all of them.
"""

from __future__ import annotations

import re

# Article 9(1) of the General Data Protection Regulation, in the words that columns and plans use. National origin is there
# since names tell it as an ethnic one.
_WORDS = frozenset({
    "ancestry", "belief", "beliefs", "caste", "citizenship", "conviction", "convictions", "creed", "denomination",
    "diagnosis", "disabilities", "disability", "disabled", "disease", "ethnic", "ethnicities", "ethnicity", "faith",
    "genetic", "health", "homosexuality", "ideology", "illness", "immigrant", "immigration", "indigenous", "latino",
    "lgbt", "lgbtq", "migrant", "migration", "minority", "nationality", "orientation", "origin", "partisan",
    "party", "philosophy", "political", "politics", "queer", "race", "racial", "religion", "religions", "religious",
    "sect", "sexual", "sexuality", "skin", "tribe", "union", "vote",
})  # fmt: skip
#: Axes of the bundled groups that are of this kind.
SPECIAL_AXES = frozenset(
    {"disability", "nationality_migration", "race_ethnicity", "religion", "sexual_orientation_gender_identity"}
)


def is_special(attribute: str) -> bool:
    """Whether the name of an attribute says that it is of a special category.

    References
    ----------
    Regulation (EU) 2016/679, Article 9(1). Court of Justice of the European Union, C-184/20 (2022): what is inferred counts.

    Examples
    --------
    >>> is_special("ethnicity"), is_special("political_party"), is_special("gender")
    (True, True, False)
    """
    return not _WORDS.isdisjoint(re.split(r"[\W_]+", attribute.casefold()))


def special_refused(attribute: str) -> str:
    """Why it is not inferred from names unless the plan says that it may be."""
    return (
        f"{attribute!r} is of a special category (origin, belief, politics, health or orientation), which is not inferred from"
        " names: law and the terms of platforms restrict it. Where you are allowed to, say special_category = true in"
        f" [inference.{attribute}]."
    )
