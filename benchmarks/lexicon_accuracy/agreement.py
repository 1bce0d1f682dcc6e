"""How far the two readings agree, on posts that both read."""

from __future__ import annotations

from collections import Counter

from audit.statistics import krippendorff_alpha

from .hand_reading import SIDES, first_readings, second_readings

#: The second reading asked no more than this.
ANSWERS = ("word", "slur", "no")
_AS_ANSWERS = {"word": "word", "spelling": "word", "named": "word", "slur": "slur"}


def pairs() -> list[tuple[str, str]]:
    """What both readings said of each post that both read, in the answers of the second."""
    first, found = first_readings(), []
    for target, verdicts in second_readings().items():
        for row, answer in verdicts.items():
            earlier = [own[row] for side in SIDES if row in (own := first.get((*target, side), {}))]
            found += [(_AS_ANSWERS.get(each, "no"), answer) for each in earlier]
    return found


def agreement() -> list[str]:
    """The lines of the page: a table of both readings, and Krippendorff's alpha."""
    both = pairs()
    counts = Counter(both)
    lines = [
        "| first reading | second: by a word | by a slur only | not |",
        "|---|---|---|---|",
    ]
    titles = dict(zip(ANSWERS, ("by a word", "by a slur only", "not"), strict=True))
    lines += [
        f"| {title} | " + " | ".join(str(counts[each, answer]) for answer in ANSWERS) + " |"
        for each, title in titles.items()
    ]
    three = krippendorff_alpha([[ANSWERS.index(each[coder]) for each in both] for coder in range(2)])
    two = krippendorff_alpha([[each[coder] == "word" for each in both] for coder in range(2)])
    same = sum(one == other for one, other in both)
    return [
        *lines,
        "",
        f"{len(both)} posts were read twice, and {same} were judged alike. Krippendorff's alpha is"
        f" {three.value:.2f} ({three.low:.2f} to {three.high:.2f}) for the three answers, and {two.value:.2f}"
        f" ({two.low:.2f} to {two.high:.2f}) for whether a word names the group or not, which is all that precision and"
        " recall depend on.",
    ]
