"""What passages are looked for: a question of the user's, or that of a finding."""

from __future__ import annotations

from dataclasses import dataclass

from audit.errors import PlanError
from audit.finding import Finding, Findings
from audit.metrics.themes.grid import category_words
from audit.resources import group_title
from audit.text.windows import SLOTS

#: Any description of the group, whatever its place in the sentence.
ANY_SLOT = "any"
METRICS = ("mentions", "markers", "descriptions", "labels")


@dataclass(frozen=True)
class Question:
    """Posts that strictly mention a group, and what else must be in them.

    Attributes
    ----------
    axis, group : str
    theme : str, optional
        Marker category, in the same post; or in a description of the group, where there is a slot.
    word : str, optional
        A word, at the same places.
    slot : str, optional
        Where a description stands: one of :data:`audit.text.windows.SLOTS`, or ``any``.
    label : (str, str), optional
        Label column and value.
    """

    axis: str
    group: str
    theme: str | None = None
    word: str | None = None
    slot: str | None = None
    label: tuple[str, str] | None = None

    @property
    def in_english(self) -> bool:
        """Whether it asks for what there are lists for in English alone."""
        return self.theme is not None or self.slot is not None

    @property
    def title(self) -> str:
        """The question in words."""
        if self.slot is None:
            parts = [category_words(self.theme)] if self.theme else []
            parts += [f"\u201c{self.word}\u201d"] if self.word else []
            said = f"Posts that mention {group_title(self.group)}" + (f", with {' and '.join(parts)}" if parts else "")
        else:
            what = [category_words(self.theme)] if self.theme else []
            what += [f"\u201c{self.word}\u201d"] if self.word else []
            place = "" if self.slot == ANY_SLOT else f" ({self.slot})"
            said = f"Descriptions of {group_title(self.group)}{place}" + (
                f", with {' and '.join(what)}" if what else ""
            )
        return said + (f", labelled \u201c{self.label[1]}\u201d" if self.label else "")

    def check(self, groups: tuple[tuple[str, str], ...], categories: tuple[str, ...]) -> None:
        """Refuse what no post could be found for; PlanError names what there is."""
        from audit.errors import did_you_mean

        if (self.axis, self.group) not in groups:
            raise PlanError(
                f"No lexicon names the group {self.group!r}.",
                hint=did_you_mean(self.group, {each for _, each in groups}),
            )
        if self.theme is not None and self.theme not in categories:
            raise PlanError(f"There is no theme {self.theme!r}.", hint=did_you_mean(self.theme, categories))
        if self.slot is not None and self.slot not in (*SLOTS, ANY_SLOT):
            raise PlanError(f"There is no slot {self.slot!r}.", hint=did_you_mean(self.slot, (*SLOTS, ANY_SLOT)))


def question(
    groups: tuple[tuple[str, str], ...], group: str, theme: str | None, word: str | None, slot: str | None
) -> Question:
    """A question about a group by its name, or by axis and name with a dot between.

    Raises
    ------
    PlanError
        No lexicon names such a group, or groups of several axes are called so.
    """
    axis, dot, name = group.partition(".")
    if dot:
        return Question(axis, name, theme, word, slot)
    axes = sorted({each for each, known in groups if known == group})
    if len(axes) > 1:
        raise PlanError(
            f"Groups of {len(axes)} axes are called {group!r}.",
            hint=f"Say which: {', '.join(f'{each}.{group}' for each in axes)}.",
        )
    return Question(axes[0] if axes else "", group, theme, word, slot)


def questions_of(finding: Finding, findings: Findings) -> tuple[Question, ...]:
    """The questions whose passages show what a finding counted: one per group it is about; none where it is about none."""
    if finding.metric not in METRICS or finding.headline is None or finding.id.endswith(".absent"):
        return ()
    estimate = findings.estimate(finding.headline)
    told = dict(estimate.group)
    theme, label, value = (told.pop(each, None) for each in ("marker", "label", "value"))
    if len(told) != 1:
        return ()
    [(axis, group)] = told.items()
    if finding.metric == "mentions":
        other = estimate.measure.removeprefix("ratio_to_")
        return (Question(axis, group), *((Question(axis, other),) if other != estimate.measure else ()))
    if finding.metric == "labels":
        if ".mention." not in finding.id or label is None or value is None:
            return ()
        return (Question(axis, group, label=(label, value)),)
    return (Question(axis, group, theme, slot=ANY_SLOT if finding.metric == "descriptions" else None),)
