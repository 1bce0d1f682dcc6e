"""The words for what is inferred from first names: of names and what they are given to, never of people."""

from __future__ import annotations

from audit.finding import Block, Chart, Judgement, NotMeasured
from audit.metrics.attribute_cells import is_withheld
from audit.metrics.representation.asked import NAME
from audit.metrics.representation.inferred import InferredEstimates
from audit.resources import axis_title, group_title
from audit.tally import Tally
from audit.wording import percent, sentence_case

_GENDERED = {"women": "names gendered female", "men": "names gendered male"}


def names_of(group: str) -> str:
    """How a report calls first names that a group has the larger share of."""
    return _GENDERED.get(group, f"names mostly of {group_title(group)}")


def classified_and_weighted(group: str, made: InferredEstimates) -> str:
    """The first half of a sentence: both shares of a group, before any correction."""
    raw, weighted = made.get(group, "share_of_posts"), made.get(group, "share_of_posts_weighted")
    classified = f"classified by threshold, {raw.told} of posts are under {names_of(group)}"
    if weighted.value is None:
        return f"{sentence_case(classified)} (weighted by the shares of names: not printed)"
    interval = f" ({weighted.limits})" if weighted.low is not None else ""
    return f"{sentence_case(classified)}; weighted by the shares of names, {weighted.told}{interval}"


def coverage(made: InferredEstimates) -> str:
    """How many names there is anything to say of."""
    listed, unsure = made.get("names", "share_listed"), made.get("names", "share_not_classified")
    if listed.value is None:
        return ""
    said = f"The list has the first name of {listed.told} of posts"
    if unsure.value is None:
        return f"{said}."
    threshold = percent(made.inference.threshold)
    return f"{said}; {unsure.told} of these are not classified, as no group has {threshold} of the name."


def title_of_names(made: InferredEstimates) -> str:
    """Of shares that are not judged since errors were not counted."""
    words = sentence_case(axis_title(made.attribute))
    return f"{words} was inferred from first names, and what it comes to is not known: the errors were not counted"


def name_caveats(made: InferredEstimates) -> tuple[str, ...]:
    """What to keep in mind with figures of names."""
    said = [
        "A first name says whom it is mostly given to, where and when the list was made; not who writes. Handles, pen names"
        " and accounts of organisations have no first name, and people whose names the list lacks differ from the others.",
        "The share as classified and the weighted share can be wrong in the same direction; the truth need not lie between"
        " them. Their intervals hold what comes of few authors, and nothing of the errors of inference.",
    ]
    if made.inference.special_category:
        said.append(
            "This is an inference of a special category of personal data: whether it is allowed, the plan says and this"
            " audit cannot tell."
        )
    return tuple(said)


def name_block(made: InferredEstimates, caveats: tuple[str, ...]) -> Block:
    """The chart: as classified, and beside it corrected or else weighted."""
    words = axis_title(made.attribute)
    second, series = (
        ("share_of_posts_corrected", "corrected") if made.corrected else ("share_of_posts_weighted", "weighted")
    )
    level, threshold = percent(made.scope.level), percent(made.inference.threshold)
    caption = (
        f"Share of posts by what first names are mostly given to ({words}), with {level} intervals clustered by {made.scope.voice}."
        f" Classified: at least {threshold} of the name."
    )
    if made.corrected and made.benchmark:
        caption += f" Diamonds mark the reference ({made.benchmark.card.title})."
    return Block(
        id=made.prefix,
        metric=NAME,
        title=f"{sentence_case(words)}, as inferred from first names",
        text="",
        chart=Chart(
            "paired",
            tuple(
                (f"{made.prefix}.{group}.share_of_posts", f"{made.prefix}.{group}.{second}") for group in made.groups
            ),
            tuple(names_of(group) for group in made.groups),
            "share of posts under first names",
            series=("as classified", series),
            caption=caption,
        ),
        caveats=caveats,
    )


def no_figures(attribute: str, tally: Tally) -> Judgement:
    """An attribute that the plan calls inferred and of which nothing was counted, or nothing was written down."""
    if is_withheld(tally, attribute):
        reason = (
            f"{sentence_case(axis_title(attribute))} was inferred from first names, and files of tallies hold nothing of that,"
            " since one could find from them what single authors were taken for. Audit the posts in one run to see it."
        )
    else:
        reason = f"The plan calls {attribute!r} inferred, and no column of the data gives it: name one under [groups]."
    return Judgement(not_measured=(NotMeasured(NAME, reason),))
