"""What is missing: time, languages, fields, and posts that are gone.

Question
    Which times, languages, fields and deleted posts do these data cover, and which not?

Definition
    missing(f) = posts without a value in field f / posts, for every field that the source has at all. gone = posts
    deleted, removed or withheld / posts. ids = posts whose id, or whose author's, a spreadsheet or a float had ruined, as
    loaders counted them / posts. language(l) = posts stating language l / posts. language_filter(g) = posts of g
    stated to be in another language than the one that most posts state / posts of g that have text and state one, by length,
    dialect and stated group; where languages are detected, the same of posts that are found to be in it. Gap: days in a row without a
    post between the first and the last day (UTC); reported when, at the lower of the rates of the days before and after
    it, so long a gap has a chance below 1 in 10,000 over all gaps. No tolerance of days is set, and a collection that thins out
    or stops has no such gap: the steepest fall from one month to the next is told beside it.

Inputs
    Whatever fields the source has; a field it does not have is named as not measured.

Reading it
    Everything else in the report speaks of the posts that have the field in question. A large missing share widens
    what may be true without widening any interval.

Not evidence of
    Why posts are missing: deletion, a filter, a crawl that stopped, or a field the platform never gave.

References
----------
    Morstatter et al. (2013), ICWSM, for coverage of collections. Blodgett and O'Connor (2017), FAT/ML, for languages that are
    misjudged. Zubiaga (2018), JASIST 69(8), for attrition. Manski
    (1989), Journal of Human Resources 24(3), for what missing values allow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured, Reading
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, as_estimate, confidence, with_q_values
from audit.metrics.counting import add_groups, coded
from audit.metrics.coverage.calendar import calendar
from audit.metrics.coverage.ids import all_damaged, damaged_ids, why_missing
from audit.metrics.coverage.language_filter import count_language_filter, judge_language_filter
from audit.metrics.gaps import gap_finding
from audit.metrics.languages import language_cells, tells_apart
from audit.posts import PostBatch
from audit.ranking import graded
from audit.statistics.contrasts import against
from audit.statistics.intervals import share
from audit.tally import Tally
from audit.wording import count, join, percent, plural, sentence_case

NAME = "coverage"
#: Fields whose absence matters to what the report says.
FIELDS = ("text", "author_id", "post_id", "created_at", "lang", "likes")
_WORDS = {
    "text": "text",
    "author_id": "author",
    "post_id": "post id",
    "created_at": "time of posting",
    "lang": "language",
    "likes": "likes",
}
#: A model has no account, no clock and no likes.
_OF_GENERATED = ("text", "post_id")
_DAY = 86_400_000_000
_FIRST, _LAST = date(1990, 1, 1), date(2100, 1, 1)
_TAG = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Coverage:
    """Time span and gaps, languages, share missing per field, posts deleted or removed."""

    name: str = NAME
    title: str = "What is missing"

    def measure(self, posts: PostBatch) -> Tally:
        """Count missing values, days, languages and status."""
        tally = Tally()
        tally.count((NAME, "posts"), posts.bucket)
        for name in FIELDS:
            column = posts.column(name)
            if column is None:
                tally.count((NAME, "absent", name), posts.bucket)
                continue
            missing = column.is_null().to_numpy(zero_copy_only=False)
            tally.count((NAME, "missing", name), posts.bucket[missing])
        self._days(tally, posts)
        count_language_filter(tally, posts, _primary)
        for name in ("lang", "status"):
            column = posts.encoded(name)
            if column is not None and column.null_count < len(column):
                values, codes, known = coded(column)
                words = [_primary(each) for each in values] if name == "lang" else values
                add_groups(tally, [(NAME, name, each) for each in words], codes[known], posts.bucket[known])
        return tally

    def _days(self, tally: Tally, posts: PostBatch) -> None:
        created = posts.column("created_at")
        if created is None or created.null_count == len(created):
            return
        # Whole days since 1970; floor division so that days before it are whole too.
        micros = pc.cast(created, pa.int64()).drop_null().to_numpy(zero_copy_only=False)
        days, counted = np.unique(micros // _DAY, return_counts=True)
        low, high = ((each - date(1970, 1, 1)).days for each in (_FIRST, _LAST))
        plausible = (days >= low) & (days < high)
        for day, posts_that_day in zip(days[plausible], counted[plausible], strict=True):
            tally.add_total((NAME, "day", str(date(1970, 1, 1) + timedelta(days=int(day)))), int(posts_that_day))
        tally.add_total((NAME, "implausible time"), int(counted[~plausible].sum()))

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Say which fields, days and languages are thin."""
        missing, absent = self._fields(tally, scope)
        parts = [
            missing,
            damaged_ids(tally, scope),
            self._gaps(tally, scope),
            self._languages(tally, scope),
            judge_language_filter(tally, scope),
            self._gone(tally, scope),
        ]
        return Judgement.sum([Judgement(not_measured=tuple(absent)), *parts])

    def _estimate(
        self, tally: Tally, scope: Scope, cell: tuple[str, ...], measure: str, family: str | None
    ) -> Contrast:
        whole, part = tally.per_bucket((NAME, "posts")), tally.per_bucket((NAME, *cell))
        tolerance = scope.plan.tolerances.missing_share
        estimate = as_estimate(
            f"{NAME}.{'.'.join(cell)}",
            measure,
            {cell[0]: cell[1]},
            replace(share(part, whole, level=scope.level), p_value=self._p_value(part, whole, scope)),
            "share",
            n_posts=int(whole.sum()),
            n_authors=scope.authors if scope.has_authors else None,
            voices=int(np.count_nonzero(part)),
            scope=scope,
            family=family,
            denominator="all posts",
            n_counted=int(part.sum()),
        )
        return Contrast(estimate, tolerance)

    def _p_value(self, part: npt.NDArray[np.int64], whole: npt.NDArray[np.int64], scope: Scope) -> float | None:
        """Against the null that no larger a share is missing than the plan tolerates."""
        return against(
            share(part, whole, level=scope.level), 0.0, tolerance=scope.plan.tolerances.missing_share
        ).p_value

    def _fields(self, tally: Tally, scope: Scope) -> tuple[Judgement, list[NotMeasured]]:
        asked = _OF_GENERATED if scope.plan.dataset.generated else FIELDS
        absent = [each for each in asked if not tally.cells(NAME, "missing", each)]
        reasons = []
        if absent:
            names = join([_WORDS[each] for each in absent])
            reasons.append(NotMeasured(NAME, f"The source has no field for {names}."))
        fields = [each for each in asked if each not in absent]
        tolerance = scope.plan.tolerances.missing_share
        contrasts = [Contrast(_census(tally, scope, each), tolerance).told for each in fields]
        findings = []
        rest = []
        for name, contrast in zip(fields, contrasts, strict=True):
            estimate = contrast.estimate
            if (estimate.value or 0) > tolerance:
                if name == "post_id" and all_damaged(scope, tally.posts((NAME, "missing", name))):
                    continue  # told once, by what damaged them
                why = why_missing(scope, tally.posts((NAME, "missing", name))) if name == "post_id" else ""
                findings.append(
                    Finding(
                        id=f"{NAME}.missing.{name}",
                        metric=NAME,
                        title=f"{estimate.told} of posts have no {_WORDS[name]}" + (f": {why}" if why else ""),
                        statement=f"{estimate.told} of {count(estimate.n_posts)} posts have no {_WORDS[name]}"
                        f"{' (' + why + ')' if why else ''};"
                        f" the tolerance is {percent(tolerance)}.",
                        reading="shown",
                        severity=graded(contrast.least),
                        confidence="high",
                        harm="validity",
                        estimates=(estimate.id,),
                        headline=estimate.id,
                        block=f"{NAME}.missing",
                    )
                )
            else:
                rest.append(name)
        if rest:
            names = join([_WORDS[name] for name in rest])
            verdict = "stay within"
            findings.append(
                Finding(
                    id=f"{NAME}.missing",
                    metric=NAME,
                    title=f"Missing values of {names} {verdict} the tolerance",
                    statement=f"The shares of posts without {names} {verdict} the tolerance of {percent(tolerance)}.",
                    reading="shown_small",
                    severity="none",
                    confidence="high",
                    harm="validity",
                    estimates=tuple(f"{NAME}.missing.{name}" for name in rest),
                    block=f"{NAME}.missing",
                )
            )
        estimates = tuple(each.estimate for each in contrasts)
        chart = Chart(
            "intervals",
            tuple((each.id,) for each in estimates),
            tuple(_WORDS[each] for each in fields),
            "share of posts without a value",
            caption="Fields that the source has, and the share of posts in which they are empty.",
        )
        blocks = (Block(f"{NAME}.missing", NAME, "Missing values", "", chart),) if fields else ()
        return Judgement(estimates, tuple(findings), blocks), reasons

    def _gaps(self, tally: Tally, scope: Scope) -> Judgement:
        days = [date.fromisoformat(cell[2]) for cell in tally.total_cells(NAME, "day")]
        if not days:
            return Judgement()
        spans = np.diff(np.array([each.toordinal() for each in days]))
        longest = int(spans.max()) - 1 if len(spans) else 0
        length = (days[-1] - days[0]).days + 1
        n = sum(tally.totals[cell] for cell in tally.total_cells(NAME, "day"))

        def plain(measure: str, value: float, note: str = "") -> Estimate:
            # Counts of days describe the collection itself; there is nothing to sample, hence no interval.
            n_authors = scope.authors if scope.has_authors else None
            return Estimate(
                f"{NAME}.{measure}",
                NAME,
                measure,
                {},
                value,
                None,
                None,
                "days",
                n,
                n_authors,
                level=scope.level,
                note=note,
            )

        estimates = (
            plain("span_days", length, f"{days[0]} to {days[-1]}"),
            plain("days_without_posts", length - len(days)),
            plain("longest_gap_days", longest),
        )
        counted = {day: tally.totals[NAME, "day", str(day)] for day in days}
        finding = gap_finding(NAME, counted, estimates)
        implausible = tally.totals.get((NAME, "implausible time"), 0)
        reasons: tuple[NotMeasured, ...] = ()
        if implausible:
            verbs = ("carries", "is") if implausible == 1 else ("carry", "are")
            text = (
                f"{plural(implausible, 'post')} {verbs[0]} a time before {_FIRST} or after {_LAST} and {verbs[1]} left out"
                " of the span."
            )
            reasons = (NotMeasured(NAME, text),)
        block = calendar(counted, scope, estimates)
        if block is not None:
            finding = replace(finding, block=block.id)
        return Judgement(estimates, (finding,), (block,) if block is not None else (), reasons)

    def _languages(self, tally: Tally, scope: Scope) -> Judgement:
        cells = sorted(language_cells(tally), key=lambda cell: (-tally.posts(cell), cell))
        if not cells:
            return Judgement()
        estimates = tuple(
            self._estimate(tally, scope, ("lang", cell[2]), "language_share", None).estimate for cell in cells
        )
        estimates = tuple(_without_p(each) for each in estimates)
        if tells_apart(tally, scope.plan.floors.authors):
            estimates = tuple(blurred(each) if each.status == "ok" else each for each in estimates)
        top = [f"{each.told} {each.group['lang']}" for each in estimates[:3] if each.status == "ok"]
        finding = Finding(
            id=f"{NAME}.lang",
            metric=NAME,
            title=f"{plural(len(cells), 'language')} {'is' if len(cells) == 1 else 'are'} stated",
            statement=f"Languages as the platform states them: {join(top)} of all posts."
            if top
            else "No language is stated by enough authors to print a share.",
            reading="not_assessed",
            severity="none",
            confidence=confidence(estimates, scope),
            harm="erasure",
            estimates=tuple(each.id for each in estimates),
            caveats=("Platforms misjudge the language of short posts and of dialects.",),
        )
        return Judgement(estimates, (finding,))

    def _gone(self, tally: Tally, scope: Scope) -> Judgement:
        cells = tally.cells(NAME, "status")
        if not cells:
            return Judgement()
        gone = Tally()
        gone.add_counts((NAME, "posts"), tally.per_bucket((NAME, "posts")))
        for cell in cells:
            if cell[2] != "present":
                gone.add_counts((NAME, "gone", "posts"), tally.per_bucket(cell))
        [contrast] = with_q_values([self._estimate(gone, scope, ("gone", "posts"), "gone_share", f"{NAME}.gone")])
        estimate, reading = contrast.estimate, _one_sided(contrast)
        titles = {
            "shown": f"{estimate.told} of posts were deleted, removed or withheld",
            "shown_small": "Few posts were deleted, removed or withheld",
            "inconclusive": "Whether many posts are gone could not be settled",
            "not_assessed": "Posts that are gone are too few to be judged",
        }
        finding = Finding(
            id=f"{NAME}.gone",
            metric=NAME,
            title=titles[reading],
            statement=f"{estimate.told} of {count(estimate.n_posts)} posts are marked deleted, removed or"
            f" withheld; the tolerance is {percent(scope.plan.tolerances.missing_share)}."
            if estimate.status == "ok"
            else f"The share of posts that are marked deleted, removed or withheld is not printed: {estimate.note}.",
            reading=reading,
            severity=contrast.severity if reading == "shown" else "none",
            confidence=confidence([estimate], scope),
            harm="validity",
            estimates=(estimate.id,),
            headline=estimate.id,
            caveats=(
                "Posts that vanish are not a random sample of posts: what is left may be milder than what was said.",
            ),
        )
        return Judgement((estimate,), (finding,))


def _census(tally: Tally, scope: Scope, name: str) -> Estimate:
    """Share of posts without a value: a plain fact about these files, exact, with nothing sampled and nobody described."""
    # Posts of a source without the field have no value in it either, as they would in one file with the others.
    whole, part = tally.posts((NAME, "posts")), sum(tally.posts((NAME, kind, name)) for kind in ("missing", "absent"))
    return Estimate(
        f"{NAME}.missing.{name}",
        NAME,
        "missing_share",
        {"field": name},
        part / whole if whole else None,
        None,
        None,
        "share",
        whole,
        scope.authors if scope.has_authors else None,
        level=scope.level,
        status="ok" if whole else "not_estimable",
        note="counted over all posts of these files: exact, no interval" if whole else "there are no posts",
        denominator="all posts",
        n_counted=part if whole else None,
    )


def _without_p(estimate: Estimate) -> Estimate:
    return replace(estimate, p_value=None)


def _one_sided(contrast: Contrast) -> Reading:
    """Reading of a share that may only be too large."""
    estimate = contrast.estimate
    reading = contrast.reading
    if estimate.low is None or estimate.high is None or reading == "not_assessed":
        return "not_assessed"
    if estimate.high <= contrast.tolerance:
        return "shown_small"
    return reading


def _primary(tag: str) -> str:
    """Primary subtag of a language tag; anything that is none counts as "other", so that hostile tags stay bounded."""
    primary = tag.casefold().split("-")[0].split("_")[0]
    return primary if _TAG.fullmatch(primary) else "other"


def title_of(field_name: str) -> str:
    """A field in words, for headings."""
    return sentence_case(_WORDS.get(field_name, field_name))
