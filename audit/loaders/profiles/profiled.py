"""The tables there are profiles of, and what a profile makes of the columns of one."""

from __future__ import annotations

from collections.abc import Sequence

from audit.loaders.guessing.guessed import Guess
from audit.loaders.guessing.names import squash
from audit.loaders.platforms.crowdtangle_csv import CROWDTANGLE_CSV
from audit.loaders.platforms.fourcat import FOURCAT
from audit.loaders.platforms.infoops import INFOOPS
from audit.loaders.platforms.reddit_csv import REDDIT_CSV
from audit.loaders.platforms.snscrape_csv import SNSCRAPE_CSV
from audit.loaders.platforms.telegram_tracker import TELEGRAM_TRACKER
from audit.loaders.platforms.twarc_csv import TWARC_CSV
from audit.loaders.platforms.twitter_dump import TWITTER_DUMP
from audit.loaders.profiles.profiles import JOINED, Profile
from audit.plan import Plan

#: Asked in this order; those with the most particular columns first.
PROFILES: tuple[Profile, ...] = (
    TWARC_CSV,
    INFOOPS,
    CROWDTANGLE_CSV,
    TELEGRAM_TRACKER,
    FOURCAT,
    REDDIT_CSV,
    SNSCRAPE_CSV,
    TWITTER_DUMP,
)

#: What a column of a known table is taken for that is no field of a post.
ASIDE = "aside"


def profile_of(names: Sequence[str], loader: str = "") -> Profile | None:
    """The profile that a table is of, by name or by its columns; None for a table that somebody made."""
    if loader:
        return next((each for each in PROFILES if each.name == loader), None)
    return next((each for each in PROFILES if each.fits(names)), None)


def by_profile(state: Guess, profile: Profile, plan: Plan) -> None:
    """Take columns for what a profile says they are; the plan's own choices stand."""
    position = {squash(column.name): index for index, column in reversed(list(enumerate(state.columns)))}
    planned = {*plan.columns, *(f"attribute:{name}" for name in plan.groups)}
    given: dict[str, str] = {}
    for role, name, how in profile.fields:
        index = position.get(squash(name))
        if index is None or role in planned or (role in given and role not in JOINED):
            continue
        conditional = how == "not empty" or how.startswith("unless ")
        if how.startswith("unless ") and squash(how.removeprefix("unless ")) in position:
            continue
        if how == "not empty" and state.evidence[index].filled_share < 0.5:
            continue
        given[role] = name
        state.use(role, index, "" if conditional else how)
    state.constants.update(
        {name: value for name, value in profile.shared([c.name for c in state.columns]) if name not in planned}
    )
    for index, column in enumerate(state.columns):
        if index not in state.taken and profile.knows(column.name):
            state.taken[index] = ASIDE
    state.notes.append(f"columns are those of {profile.title}")
