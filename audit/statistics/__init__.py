"""Plain functions on arrays that an expert can check one by one.

Inputs are integer totals per author bucket, arrays of shape ``(B,)`` or ``(k, B)``; outputs are figures with intervals
that allow for posts clustering in authors. Nothing here knows of posts, tallies, plans or reports; numpy and scipy are
all that is imported.

Shares
    :func:`share`, :func:`difference`, :func:`ratio`, :func:`against`, :func:`ratio_against`, :func:`wilson`
Other totals
    :func:`mean_ratio`, :func:`rate`, :func:`ratio_of_means`, :func:`smooth`, :func:`jackknife`
Readings
    :func:`reading`, :func:`tolerance_p_value`, :func:`smallest_detectable`, :func:`benjamini_hochberg`,
    :func:`unreliable`
Distances
    :func:`goodness_of_fit`, :func:`total_variation`, :func:`jensen_shannon`, :func:`cohens_w`,
    :func:`expected_total_variation`, :func:`bounds_for_unknown`
Concentration
    :func:`gini`, :func:`lorenz`, :func:`top_share`, :func:`herfindahl`, :func:`hill`, :func:`good_turing_coverage`,
    :func:`evenness`, :func:`without_top`, :func:`concentration_interval`
Values of authors
    :func:`quantile_interval`
Equal numbers of posts
    :func:`rarefied_authors`, :func:`rarefied_hill`, :func:`rarefied_counts`
"""

from __future__ import annotations

from .concentration import (
    concentration_interval,
    evenness,
    gini,
    good_turing_coverage,
    herfindahl,
    hill,
    histogram,
    lorenz,
    top_share,
    without_top,
)
from .contrasts import against, difference, mover, ratio, ratio_against
from .divergence import (
    GoodnessOfFit,
    bounds_for_unknown,
    cohens_w,
    expected_total_variation,
    goodness_of_fit,
    jensen_shannon,
    total_variation,
)
from .intervals import Interval, share
from .jackknife import Jackknife, effective_clusters, jackknife
from .multiplicity import benjamini_hochberg
from .order_statistics import quantile_interval
from .rarefaction import rarefied_authors, rarefied_counts, rarefied_hill
from .rates import mean_ratio, rate, ratio_of_means, smooth
from .readings import reading, smallest_detectable, tolerance_p_value
from .small_cells import unreliable
from .wilson import rule_of_three, wilson

__all__ = [
    "GoodnessOfFit",
    "Interval",
    "Jackknife",
    "against",
    "benjamini_hochberg",
    "bounds_for_unknown",
    "cohens_w",
    "concentration_interval",
    "difference",
    "effective_clusters",
    "evenness",
    "expected_total_variation",
    "gini",
    "good_turing_coverage",
    "goodness_of_fit",
    "herfindahl",
    "hill",
    "histogram",
    "jackknife",
    "jensen_shannon",
    "lorenz",
    "mean_ratio",
    "mover",
    "quantile_interval",
    "rarefied_authors",
    "rarefied_counts",
    "rarefied_hill",
    "rate",
    "ratio",
    "ratio_against",
    "ratio_of_means",
    "reading",
    "rule_of_three",
    "share",
    "smallest_detectable",
    "smooth",
    "tolerance_p_value",
    "top_share",
    "total_variation",
    "unreliable",
    "wilson",
    "without_top",
]
