"""What the labels of the corpora call a target, and the groups of ours that are counted as naming it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from audit.resources import axis_groups

_OF_ASIA = (
    "asian east_asian south_asian southeast_asian chinese taiwanese hong_kong japanese korean north_korean"
    " indian pakistani bangladeshi sri_lankan nepali south_korean vietnamese cambodian thai laotian filipino indonesian malaysian singaporean mongolian burmese"
)
_OF_ARABIA = (
    "arab middle_eastern syrian lebanese iraqi palestinian jordanian saudi emirati qatari kuwaiti yemeni egyptian"
    " libyan tunisian algerian moroccan"
)
_OF_LATIN_AMERICA = (
    "hispanic_latino mexican guatemalan honduran salvadoran nicaraguan central_american south_american cuban"
    " dominican puerto_rican colombian venezuelan ecuadorian peruvian bolivian chilean argentine"
)


def _people(names: str) -> tuple[str, ...]:
    return tuple(f"{name}_people" for name in names.split())


#: Target by target, the slugs that name it: narrower groups count for the wider one that a label stands for.
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "women": ("women",),
        "men": ("men",),
        "black people": _people("black african"),
        "white people": _people("white"),
        "Asian people": _people(_OF_ASIA),
        "Arab people": _people(_OF_ARABIA),
        "Hispanic people": _people(_OF_LATIN_AMERICA),
        "Indigenous people": _people("indigenous"),
        "Indian people": (*_people("indian south_asian"), "hindus"),
        "North-East Indians": _people("north_east_indian"),
        "Dalits": _people("dalit"),
        "Muslims": ("muslims", "shia_muslims", "sunni_muslims", "ahmadi_muslims", "sufis"),
        "Jews": ("jews", "orthodox_jews"),
        "Christians": (
            *("christians", "catholics", "protestants", "evangelicals", "orthodox_christians"),
            *("mormons", "jehovahs_witnesses", "amish", "quakers"),
        ),
        "Hindus": ("hindus",),
        "Buddhists": ("buddhists",),
        "gay people": ("gay_people", "gay_men", "lesbians", "lgbtq_people", "queer_people"),
        "heterosexual people": ("heterosexual_people",),
        "bisexual people": ("bisexual_people",),
        "trans people": ("transgender_people", "transgender_women", "transgender_men", "hijra_people"),
        "immigrants": ("immigrants", "undocumented_immigrants"),
        "refugees": ("refugees", "asylum_seekers"),
        "refugees or immigrants": ("refugees", "asylum_seekers", "immigrants", "undocumented_immigrants"),
    }
)

#: Targets that are a whole axis: any of its groups names it.
AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "a gender": ("gender",),
        "race or ethnicity": ("race_ethnicity", "nationality_migration"),
        "national origin": ("nationality_migration", "race_ethnicity"),
        "a religion": ("religion",),
        "LGBTQ people": ("sexual_orientation_gender_identity",),
        "sexual orientation or gender identity": ("sexual_orientation_gender_identity",),
        "disabled people": ("disability",),
        "an age": ("age",),
        "socio-economic status": ("socioeconomic_status",),
    }
)
#: Of these axes, groups that nobody means by the label.
_NOT_MEANT = frozenset({"nondisabled_people", "heterosexual_people", "cisgender_people"})


def slugs(target: str) -> frozenset[str]:
    """The groups that name a target."""
    if target in GROUPS:
        return frozenset(GROUPS[target])
    of_axis = axis_groups()
    return frozenset(slug for axis in AXES[target] for slug in of_axis.get(axis, ())) - _NOT_MEANT
