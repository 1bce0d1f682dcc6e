"""One label being judged: its rates by author group and by mentioned group, what differs, and what can be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured, Table
from audit.metrics.base import Scope
from audit.metrics.contrast import (
    Contrast,
    as_estimate,
    blurred,
    confidence,
    could_have_shown,
    few_authors_caveats,
    roll_up,
    with_q_values,
)
from audit.metrics.label_adjustment import CAVEAT, Adjustment, beside, said
from audit.metrics.label_counts import IN_LANGUAGE, NAME, REACH, compared_values, describes_authors
from audit.metrics.label_hiding import Rate, hidden_parts, leaves_few
from audit.metrics.language import naming, several, tells_language, unread
from audit.metrics.naming import slugs
from audit.metrics.weighed import Counted, counted, difference, quotient, share, total
from audit.resources import axis_of, axis_title, group_title
from audit.tally import Tally
from audit.wording import count, join, percent, plural, points, sentence_case

#: More stated values of an attribute than this is free text, not groups.
MOST_GROUPS = 100


@dataclass
class LabelJudgement:
    """One label column being judged."""

    label: str
    slug: str
    values: list[str]
    tally: Tally
    scope: Scope

    def __post_init__(self) -> None:
        self._adjustment = Adjustment(self.label, self.tally, self.scope)

    @property
    def judged(self) -> list[str]:
        """Values that are compared: of two values one, the other being its mirror."""
        return compared_values(self.values)

    def judge(self) -> Judgement:
        """Rates of everyone, of groups of authors and of mentioned groups, and what they come to."""
        hidden = self._hidden("all", "", "everyone")
        everyone = [self._rate("all", "", "everyone", value, hidden) for value in self.values]
        if describes_authors(self.tally, self.label, self.values):
            reason = (
                f"The label {self.label!r} is the same for all posts of an author: it describes authors, not posts. Name it"
                f" as a group (--group {self.slug}={self.label}) to see who speaks."
            )
            return Judgement(estimates=tuple(everyone), not_measured=(NotMeasured(NAME, reason),))
        unlabelled = self.tally.posts((NAME, self.label, "unlabelled"))
        missing = unlabelled / max(1, self.tally.posts((NAME, self.label, "all posts")))
        parts = [Judgement(estimates=tuple(everyone))]
        attributes = self._attributes()
        parts += [self._side("author", attribute, missing) for attribute in attributes]
        if not attributes:
            reason = f"Label {self.label!r} by author group: no attribute of authors is stated that has groups."
            parts.append(Judgement(not_measured=(NotMeasured(NAME, reason),)))
        blocked = unread(self.tally, NAME)
        if blocked is not None:
            reason = f"Label {self.label!r} by mentioned group: {blocked.reason}"
            parts.append(Judgement(not_measured=(NotMeasured(NAME, reason),)))
        else:
            axes = sorted({cell[3] for cell in self.tally.cells(NAME, self.label, "mention") if cell[3]})
            parts += [self._side("mention", axis, missing) for axis in axes]
            parts.append(Judgement(estimates=self._languages()))
        unadjusted = self._adjustment.not_measured
        if unadjusted and any(each.measure.startswith("difference") for part in parts for each in part.estimates):
            parts.append(Judgement(not_measured=(unadjusted,)))
        return Judgement.sum(parts)

    def _languages(self) -> tuple[Estimate, ...]:
        """Rates in each language that posts are read in, where there are two at least."""
        floors = self.scope.plan.floors
        found = sorted({cell[3] for cell in self.tally.cells(NAME, self.label, IN_LANGUAGE)})
        posts = {each: self._posts(IN_LANGUAGE, each, "any group") for each in found}
        read = [each for each in found if posts[each].any()]
        if len(read) < 2:
            return ()
        large = [each for each in read if posts[each].sum() >= floors.posts]
        large = [each for each in large if np.count_nonzero(posts[each]) >= floors.authors]
        hidden = {each: self._hidden(IN_LANGUAGE, each, "any group") for each in large}
        rates = [self._language_rate(each, value, hidden[each]) for each in large for value in self.judged]
        shown = {(IN_LANGUAGE, each, "any group"): gone for each, gone in hidden.items()}
        if self._leaves_few(shown):
            rates = [blurred(each) if each.status == "ok" else each for each in rates]
        return tuple(rates)

    def _language_rate(self, language: str, value: str, hidden: set[str]) -> Estimate:
        labelled, whole = (self._posts(IN_LANGUAGE, language, "any group", each) for each in (value, ""))
        return as_estimate(
            f"{NAME}.{self.slug}.{slugs(self.values)[value]}.language.{language}.rate",
            "rate_by_language",
            {"label": self.label, "value": value, "language": language},
            share(labelled, whole, level=self.scope.level),
            "share",
            n_posts=int(whole.sum()),
            n_authors=self._n_authors(IN_LANGUAGE, language, "any group"),
            voices=1 if value in hidden else int(np.count_nonzero(whole)),
            scope=self.scope,
        )

    def _attributes(self) -> list[str]:
        """Attributes of authors that have groups: free text is none, whether one batch or only the whole shows it."""
        cells = self.tally.cells(NAME, self.label, "author")
        groups = {attribute: {cell[4] for cell in cells if cell[3] == attribute} for attribute in {c[3] for c in cells}}
        free_text = {cell[2] for cell in self.tally.total_cells("dataset", "free text")}
        few = {each for each in groups if len(groups[each]) <= MOST_GROUPS + 1 or self.scope.plan.is_mapped(each)}
        return sorted(few - free_text)

    def _hidden(self, side: str, axis: str, group: str) -> set[str]:
        """Values whose rate in a group would tell of too few authors, or from which another such rate follows."""
        parts = [self._posts(side, axis, group, value) for value in self.values]
        mask = hidden_parts(parts, total(parts), self.scope.plan.floors.authors)
        return {value for value, gone in zip(self.values, mask, strict=True) if gone}

    def _blurs(self, side: str, axis: str, groups: list[str], shown: Mapping[str, set[str]]) -> bool:
        """Whether posts outside the printed groups, or rates hidden of them, are too few authors' to be worked out."""
        if side == "author":
            return self._leaves_few({(side, axis, each): gone for each, gone in shown.items()})
        hidden = [g for g in self._groups(side, axis) if g not in groups or self._hidden(side, axis, g)]
        rest = total(self._posts(side, axis, each) for each in hidden)
        return bool(0 < np.count_nonzero(rest) < self.scope.plan.floors.authors)

    def _leaves_few(self, shown: Mapping[tuple[str, str, str], set[str]]) -> bool:
        """Whether the rates that these places do not hide leave too few authors of everybody, or of those who have a value."""
        everyone = ("all", "", "everyone")

        def rate(at: tuple[str, str, str], value: str) -> Rate:
            return self._posts(*at), self._posts(*at, value)

        known = ["", *(value for value in self.values if value not in self._hidden(*everyone))]
        rates = ((rate(everyone, v), [rate(at, v) for at, gone in shown.items() if v not in gone]) for v in known)
        return leaves_few(rates, self.scope.plan.floors.authors)

    def _voices(self, side: str, axis: str, group: str) -> int:
        if self.scope.has_authors:
            return self._n_authors(side, axis, group) or 0
        return int(np.count_nonzero(self._posts(side, axis, group)))

    def _posts(self, side: str, axis: str, group: str, value: str = "") -> Counted:
        return counted(self.tally, (NAME, self.label, side, axis, group, value))

    def _n_authors(self, side: str, axis: str, group: str) -> int | None:
        return self.tally.n_authors((NAME, self.label, side, axis, group, "")) if self.scope.has_authors else None

    def _rest_of(self, side: str, axis: str, group: str, compared: list[str], value: str = "") -> Counted:
        """Posts a group is compared with: by the other groups of authors that are printed, or that mention any other group.

        Were posts of groups whose rates are hidden among them, two printed groups would be two equations for what is hidden.
        """
        if side == "mention":
            own, lacking = naming(self.tally, NAME, axis, group)
            read = self._posts("mention", "", "any group", value)
            if lacking:  # posts that could not be seen to mention the group are none that do not
                read = total(self._posts(IN_LANGUAGE, each, "any group", value) for each in own)
            return read - self._posts(side, axis, group, value)
        return total(self._posts(side, axis, each, value) for each in compared if each != group)

    def _name(self, side: str, axis: str, group: str, value: str, measure: str) -> str:
        middle = f"{side}.{axis}.{group}" if axis else group
        return f"{NAME}.{self.slug}.{slugs(self.values)[value]}.{middle}.{measure}"

    def _rate(self, side: str, axis: str, group: str, value: str, hidden: set[str]) -> Estimate:
        labelled, whole = self._posts(side, axis, group, value), self._posts(side, axis, group)
        described = {"label": self.label, "value": value, **({axis: group} if axis else {})}
        return as_estimate(
            self._name(side, axis, group, value, "rate"),
            f"rate_by_{side}" if axis else "rate",
            described,
            share(labelled, whole, level=self.scope.level),
            "share",
            n_posts=int(whole.sum()),
            n_authors=self._n_authors(side, axis, group),
            voices=1 if value in hidden else int(np.count_nonzero(whole)),
            scope=self.scope,
        )

    def _rates(self, side: str) -> tuple[str, ...]:
        """The measures there are: of reach only where posts have likes."""
        liked = any(self.tally.posts(cell) for cell in self.tally.cells(NAME, self.label, REACH + side))
        return ("rate", "rate_of_reach") if liked else ("rate",)

    def _rate_of_reach(self, side: str, axis: str, group: str, value: str, hidden: set[str]) -> Estimate:
        whole = self._posts(side, axis, group)
        likes = [self._posts(REACH + side, axis, group, each) for each in self.values]
        return as_estimate(
            self._name(side, axis, group, value, "rate_of_reach"),
            f"rate_of_reach_by_{side}",
            {"label": self.label, "value": value, axis: group},
            share(likes[self.values.index(value)], total(likes), level=self.scope.level),
            "share",
            n_posts=int(whole.sum()),
            n_authors=self._n_authors(side, axis, group),
            voices=1 if value in hidden else int(np.count_nonzero(whole)),
            scope=self.scope,
        )

    def _contrast(
        self, side: str, axis: str, group: str, value: str, hidden: set[str], compared: list[str]
    ) -> Contrast:
        labelled, whole = self._posts(side, axis, group, value), self._posts(side, axis, group)
        rest, rest_whole = (self._rest_of(side, axis, group, compared, each) for each in (value, ""))
        tolerance = self.scope.plan.tolerances.label_gap
        # The rate of the others follows from this gap and the group's own rate, and so does who of them lacks the label.
        cells = (labelled, whole, rest, rest_whole, rest_whole - rest)
        occupied = [np.count_nonzero(each) for each in cells if each.any()]
        estimate = as_estimate(
            self._name(side, axis, group, value, "difference"),
            f"difference_by_{side}",
            {"label": self.label, "value": value, axis: group},
            difference(labelled, whole, rest, rest_whole, level=self.scope.level, tolerance=tolerance),
            "points",
            n_posts=int(whole.sum()),
            n_authors=self._n_authors(side, axis, group),
            voices=1 if value in hidden else int(min(occupied, default=0)),
            scope=self.scope,
            family=self._block_id(side, axis),
        )
        floor = self.scope.plan.floors.authors
        if side == "mention" and estimate.status == "ok" and tells_language(self.tally, NAME, axis, group, floor):
            estimate = blurred(estimate)
        return Contrast(estimate, tolerance)

    def _groups(self, side: str, axis: str) -> list[str]:
        cells = self.tally.cells(NAME, self.label, side, axis)
        return sorted({cell[4] for cell in cells if cell[4] not in ("", "any group")})

    def _side(self, side: str, axis: str, missing: float) -> Judgement:
        floors = self.scope.plan.floors
        large = [g for g in self._groups(side, axis) if self._voices(side, axis, g) >= floors.authors]
        enough = [g for g in large if self._posts(side, axis, g).sum() >= floors.posts]
        if not enough:
            return Judgement()
        hidden = {g: self._hidden(side, axis, g) for g in enough}
        rates = [self._rate(side, axis, g, v, hidden[g]) for g in enough for v in self.judged]
        if "rate_of_reach" in self._rates(side):
            rates += [self._rate_of_reach(side, axis, g, v, hidden[g]) for g in enough for v in self.judged]
        compared = [g for g in enough if not hidden[g]]
        contrasts = with_q_values(
            self._contrast(side, axis, g, v, hidden[g], compared) for g in enough for v in self.judged
        )
        if self._blurs(side, axis, large, hidden):
            rates = [blurred(each) for each in rates]
            contrasts = [replace(each, estimate=blurred(each.estimate)) for each in contrasts]
        adjusted = self._adjustment.beside(contrasts, side, axis, compared)
        shown = [each for each in contrasts if each.reading == "shown"]
        if side == "author" and len(compared) == 2:  # two groups mirror each other: one finding says both
            shown = [each for each in shown if (each.estimate.value or 0) > 0]
        findings = [
            self._finding(side, axis, each, missing, compared, beside(adjusted, each.estimate)) for each in shown
        ]
        findings += self._rest(
            side, axis, [each for each in contrasts if each.reading != "shown"], missing, bool(shown)
        )
        estimates = (*rates, *(each.estimate for each in (*contrasts, *adjusted)))
        return Judgement(estimates, tuple(findings), self._blocks(side, axis, enough, rates, shown, adjusted))

    def _block_id(self, side: str, axis: str) -> str:
        return f"{NAME}.{self.slug}.{side}.{axis}"

    def _who(self, side: str, group: str) -> str:
        if side == "mention":
            return f"posts that mention {group_title(group)}"
        return (
            f"posts by {group_title(group)}"
            if axis_of(group)
            else f"posts whose author states \u201c{group_title(group)}\u201d"
        )

    def _finding(
        self, side: str, axis: str, contrast: Contrast, missing: float, compared: list[str], adjusted: Contrast | None
    ) -> Finding:
        estimate = contrast.estimate
        group, value = estimate.group[axis], estimate.group["value"]
        rate = quotient(self._posts(side, axis, group, value), self._posts(side, axis, group))
        other = quotient(*(self._rest_of(side, axis, group, compared, each) for each in (value, "")))
        more = (estimate.value or 0) > 0
        who = self._who(side, group)
        what = f"\u201c{value}\u201d ({self.label.replace('_', ' ')})"
        others = "other labelled posts" if side == "mention" else "labelled posts by other stated groups"
        return Finding(
            id=self._name(side, axis, group, value, "").rstrip("."),
            metric=NAME,
            title=f"{sentence_case(who)} are {'more' if more else 'less'} often labelled {what}",
            statement=f"{percent(rate)} of {who} are labelled {what}, against {percent(other)} of {others}: a gap of"
            f" {points(estimate.value, signed=True)}.{said(adjusted, by_community=self._adjustment.by_community)}",
            reading="shown",
            severity=contrast.severity,
            confidence=confidence([estimate], self.scope, missing=missing, stated=side == "author"),
            harm="quality_of_service",
            estimates=(
                estimate.id,
                *([adjusted.estimate.id] if adjusted else []),
                *(self._name(side, axis, group, value, each) for each in self._rates(side)),
            ),
            headline=estimate.id,
            caveats=(*self._caveats(side), *([CAVEAT] if adjusted else [])),
            actions=("Have a sample of these posts labelled again before training on them.",),
            block=self._block_id(side, axis),
        )

    def _caveats(self, side: str) -> tuple[str, ...]:
        wrong = (
            "A gap in label rates is not proof of wrong labels: posts about a group that is attacked may rightly be"
            " labelled more often."
        )
        mentions = ("Mentions are unvalidated term matches.", several(self.tally, NAME, self.scope.plan.floors.authors))
        mention = [each for each in mentions if each] if side == "mention" else []
        return (wrong, *mention, *few_authors_caveats(self.scope))

    def _rest(self, side: str, axis: str, rest: list[Contrast], missing: float, some_shown: bool) -> list[Finding]:  # noqa: FBT001
        if not rest:
            return []
        reading = roll_up(each.reading for each in rest)
        tolerance = points(self.scope.plan.tolerances.label_gap)
        whose = f"{axis_title(axis)} of the {'people mentioned' if side == 'mention' else 'author'}"
        words = {
            "shown_small": f"differ by no more than {tolerance}",
            "inconclusive": "could not be settled",
            "not_assessed": "could not be judged",
        }
        readings = [each.reading for each in rest]
        small, open_, none = (readings.count(each) for each in ("shown_small", "inconclusive", "not_assessed"))
        parts = [
            *([f"{count(small)} within {tolerance}"] if small else []),
            *([f"{count(open_)} not settled"] if open_ else []),
            *([f"{count(none)} on too few posts or authors to be judged"] if none else []),
        ]
        finding = Finding(
            id=self._block_id(side, axis),
            metric=NAME,
            title=f"{'Other rates' if some_shown else 'Rates'} of {self.label.replace('_', ' ')} by {whose}"
            f" {words.get(reading, words['inconclusive'])}",
            statement=f"Of {plural(len(rest), 'further comparison' if some_shown else 'comparison')}: {join(parts)}.{could_have_shown(rest)}",
            reading=reading,
            severity="none",
            confidence=confidence([e.estimate for e in rest], self.scope, missing=missing, stated=side == "author"),
            harm="quality_of_service",
            estimates=tuple(each.estimate.id for each in rest),
            caveats=self._caveats(side),
            block=self._block_id(side, axis),
        )
        return [finding]

    def _blocks(
        self,
        side: str,
        axis: str,
        groups: list[str],
        rates: list[Estimate],
        shown: list[Contrast],
        adjusted: list[Contrast],
    ) -> tuple[Block, ...]:
        by_group = {v: sum(each.gap for each in shown if each.estimate.group["value"] == v) for v in self.judged}
        value = max(self.judged, key=lambda each: (by_group[each], each))
        ok = {each.id: each for each in rates if each.status == "ok"}
        names = {g: self._name(side, axis, g, value, "rate") for g in groups}
        claimed = {each.estimate.group[axis] for each in shown if each.estimate.group["value"] == value}
        drawn = sorted(
            (g for g in groups if names[g] in ok), key=lambda g: (g not in claimed, -(ok[names[g]].value or 0))
        )[:12]
        if not drawn:
            return ()
        title = f"{self.label} = {value}, by {axis_title(axis).lower()} {'mentioned' if side == 'mention' else 'of authors'}"
        chart = Chart(
            "intervals",
            tuple((names[g],) for g in drawn),
            tuple(group_title(g) for g in drawn),
            f"share of labelled posts with {self.label} = {value}",
            caption=f"{percent(self.scope.level)} intervals clustered by {self.scope.voice}. At most twelve groups drawn.",
        )
        beside_raw = {each.estimate.id for each in adjusted}
        columns = [
            (self._name(side, axis, g, value, "difference"), self._name(side, axis, g, value, "adjusted_difference"))
            for g in drawn
        ]
        side_by_side = [(group_title(g), ids) for g, ids in zip(drawn, columns, strict=True) if ids[1] in beside_raw]
        table = Table(
            ("gap", "gap among posts alike in length and profanity"),
            tuple(title for title, _ in side_by_side),
            tuple(ids for _, ids in side_by_side),
        )
        caveats = (*self._caveats(side), *([CAVEAT] if side_by_side else []))
        return (Block(self._block_id(side, axis), NAME, title, "", chart, caveats, table if side_by_side else None),)
