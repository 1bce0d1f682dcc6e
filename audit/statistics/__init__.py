"""Plain functions on arrays that an expert can check one by one.

Inputs are integer totals per author bucket, arrays of shape ``(B,)`` or ``(k, B)``; outputs are figures with intervals
that allow for posts clustering in authors. Nothing here knows of posts, tallies, plans or reports; numpy and scipy are
all that is imported.

Shares
    :func:`share`, :func:`difference`, :func:`ratio`, :func:`against`, :func:`ratio_against`, :func:`wilson`
Two datasets
    :func:`independent_difference`, :func:`independent_ratio`; with authors in both :func:`pairs_of`,
    :func:`paired_difference`, :func:`paired_ratio`, :func:`replicate_error`
    :func:`independent_difference`, :func:`independent_ratio`
Scores and predictions
    :func:`auc`, :func:`auc_difference`, :func:`equality_gap`, :func:`subgroup_auc`, :func:`power_mean`,
    :class:`Confusion`, :func:`error_rate`, :func:`error_gap`, :func:`error_ratio`, :func:`extremum`,
    :func:`expected_range`, :func:`calibration`, :func:`directional_amplification`, :func:`group_share_amplification`,
    :func:`leakage`
Other totals
    :func:`mean_ratio`, :func:`rate`, :func:`ratio_of_means`, :func:`smooth`, :func:`jackknife`, :func:`mean`,
    :func:`difference_of_means`
Authors
    :func:`effective_clusters`, :func:`even_correlation`, :func:`design_effect_of_share`
Readings
    :func:`reading`, :func:`tolerance_p_value`, :func:`smallest_detectable`, :func:`benjamini_hochberg`,
    :func:`unreliable`
Planning
    :class:`Clustering`, :func:`crowding`, :func:`design_effect`, :func:`within_author_correlation`,
    :func:`posts_for_share`, :func:`posts_for_difference`, :func:`posts_for_ratio`, :func:`posts_for_equality`,
    :func:`posts_for_reference`, :func:`detectable_difference`
Inferred groups
    :func:`rogan_gladen`, :func:`adjusted_shares`, :func:`bounds_for_errors`, :func:`grouped_outcomes`,
    :func:`disparity`
What people coded
    :class:`CodedStratum`, :func:`coded_share`, :func:`corrected_rate`, :func:`corrected_ratio`,
    :func:`per_author`, :func:`krippendorff_alpha`
Agreement of annotators
    :func:`coincidences`, :func:`alpha_of`, :func:`fleiss_kappa_of`, :func:`agreement_interval`
Ratios of selection rates
    :class:`ImpactRatios`, :func:`impact_ratios`, :func:`above_median`
Distances
    :func:`goodness_of_fit`, :func:`total_variation`, :func:`jensen_shannon`, :func:`cohens_w`,
    :func:`expected_total_variation`, :func:`expected_jensen_shannon`, :func:`expected_cohens_w`,
    :func:`bounds_for_unknown`
Correlations
    :class:`Moments`, :func:`correlation`, :func:`partial_correlation`
Tables
    :func:`independence`, :func:`departures`
Regression
    :func:`adjusted_difference`
Two collections
    :func:`chapman`, :func:`chapman_variance`, :func:`chapman_limits`, :func:`population_size`, :func:`top_agreement`,
    :func:`agreements`
Words
    :class:`WordCounts`, :func:`compare_words`, :func:`log_odds`, :func:`pointwise_information`, :class:`Competency`,
    :func:`competency`
Concentration
    :func:`gini`, :func:`lorenz`, :func:`top_share`, :func:`herfindahl`, :func:`hill`, :func:`good_turing_coverage`,
    :func:`evenness`, :func:`without_top`, :func:`concentration_interval`
Values of authors
    :func:`quantile_interval`
Equal numbers of posts
    :func:`rarefied_authors`, :func:`rarefied_hill`, :func:`rarefied_counts`
Traces of how posts were collected
    :func:`find_outages`, :func:`missing_ends`, :func:`week_profile`, :func:`find_daily_window`, :func:`find_hour_spike`,
    :func:`plateau`, :func:`word_cover`, :func:`out_of_order`
Words in an embedding
    :func:`weat`, :func:`single_category`, :func:`relative_norm_distance`, :func:`associations`, :func:`too_few_words`,
    :func:`cooccurrences`, :func:`positive_pmi`, :func:`embed`, :func:`set_associations`
Weights
    :func:`poststratify`, :func:`rake`, :func:`kish_design_effect`, :func:`effective_sample_size`,
    :func:`standardised_difference`, :func:`share_deviation`, :func:`reweighing`,
    :func:`reweighing_cells`
Figures of a model trained on the posts
    :func:`gap_change`, :func:`halved`
"""

from __future__ import annotations

from .adjusted_counts import AdjustedShares, adjusted_shares
from .agreement import krippendorff_alpha
from .amplification import Amplification, Leakage, directional_amplification, group_share_amplification, leakage
from .association import Departure, Independence, departures, independence
from .author_effects import design_effect_of_share, even_correlation
from .capture_recapture import chapman, chapman_limits, chapman_variance, population_size
from .clustering import Clustering, crowding, design_effect, within_author_correlation
from .coded_rates import CodedStratum, coded_share, corrected_rate, corrected_ratio, per_author
from .coincidences import agreement_interval, alpha_of, coincidences, fleiss_kappa_of
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
from .correlations import Moments, correlation, partial_correlation
from .daily_window import DailyWindow, HourSpike, find_daily_window, find_hour_spike
from .disparities import Disparity, GroupedOutcomes, disparity, grouped_outcomes
from .divergence import (
    GoodnessOfFit,
    bounds_for_unknown,
    cohens_w,
    expected_cohens_w,
    expected_jensen_shannon,
    expected_total_variation,
    goodness_of_fit,
    jensen_shannon,
    total_variation,
)
from .embedding_association import (
    WordTest,
    associations,
    relative_norm_distance,
    single_category,
    too_few_words,
    weat,
)
from .embedding_runs import SetAssociation, WordSetTest, set_associations
from .embeddings import Cooccurrences, cooccurrences, embed, positive_pmi
from .error_rates import (
    Calibration,
    Confusion,
    Extremum,
    calibration,
    error_gap,
    error_rate,
    error_ratio,
    expected_range,
    extremum,
)
from .hour_gaps import Outage, find_outages, missing_ends, week_profile
from .impact_ratios import ImpactRatios, above_median, impact_ratios
from .independent import Pairs, independent_difference, independent_ratio
from .intervals import Interval, share
from .jackknife import Jackknife, effective_clusters, jackknife
from .marginal_effects import adjusted_difference
from .means import difference_of_means, mean
from .misclassification import Corrected, bounds_for_errors, rogan_gladen
from .multiplicity import benjamini_hochberg
from .order_statistics import quantile_interval
from .ordering import out_of_order
from .paired import paired_difference, paired_ratio, pairs_of, replicate_error
from .plateaus import Plateau, plateau
from .rank_agreement import Agreement, agreements, top_agreement
from .rarefaction import rarefied_authors, rarefied_counts, rarefied_hill
from .rates import mean_ratio, rate, ratio_of_means, smooth
from .readings import reading, smallest_detectable, tolerance_p_value
from .reweighing import reweighing, reweighing_cells
from .sampling import (
    Sample,
    detectable_difference,
    posts_for_difference,
    posts_for_equality,
    posts_for_ratio,
    posts_for_reference,
    posts_for_share,
)
from .small_cells import unreliable
from .subgroup_auc import SubgroupAuc, auc, auc_difference, equality_gap, power_mean, subgroup_auc
from .training_error import gap_change, halved
from .weighting import (
    Raking,
    effective_sample_size,
    kish_design_effect,
    poststratify,
    rake,
    share_deviation,
    standardised_difference,
)
from .wilson import rule_of_three, wilson
from .word_competency import Competency, competency
from .word_counts import WordCounts
from .word_cover import WordCover, word_cover
from .word_information import pointwise_information
from .word_log_odds import WordLogOdds, log_odds
from .word_rates import WordRates, compare_words

__all__ = [
    "AdjustedShares",
    "Agreement",
    "Amplification",
    "Calibration",
    "Clustering",
    "CodedStratum",
    "Competency",
    "Confusion",
    "Cooccurrences",
    "Corrected",
    "DailyWindow",
    "Departure",
    "Disparity",
    "Extremum",
    "GoodnessOfFit",
    "GroupedOutcomes",
    "HourSpike",
    "ImpactRatios",
    "Independence",
    "Interval",
    "Jackknife",
    "Leakage",
    "Moments",
    "Outage",
    "Pairs",
    "Plateau",
    "Raking",
    "Sample",
    "SetAssociation",
    "SubgroupAuc",
    "WordCounts",
    "WordCover",
    "WordLogOdds",
    "WordRates",
    "WordSetTest",
    "WordTest",
    "above_median",
    "adjusted_difference",
    "adjusted_shares",
    "against",
    "agreement_interval",
    "agreements",
    "alpha_of",
    "associations",
    "auc",
    "auc_difference",
    "benjamini_hochberg",
    "bounds_for_errors",
    "bounds_for_unknown",
    "calibration",
    "chapman",
    "chapman_limits",
    "chapman_variance",
    "coded_share",
    "cohens_w",
    "coincidences",
    "compare_words",
    "competency",
    "concentration_interval",
    "cooccurrences",
    "corrected_rate",
    "corrected_ratio",
    "correlation",
    "crowding",
    "departures",
    "design_effect",
    "design_effect_of_share",
    "detectable_difference",
    "difference",
    "difference_of_means",
    "directional_amplification",
    "disparity",
    "effective_clusters",
    "effective_sample_size",
    "embed",
    "equality_gap",
    "error_gap",
    "error_rate",
    "error_ratio",
    "even_correlation",
    "evenness",
    "expected_cohens_w",
    "expected_jensen_shannon",
    "expected_range",
    "expected_total_variation",
    "extremum",
    "find_daily_window",
    "find_hour_spike",
    "find_outages",
    "fleiss_kappa_of",
    "gap_change",
    "gini",
    "good_turing_coverage",
    "goodness_of_fit",
    "group_share_amplification",
    "grouped_outcomes",
    "halved",
    "herfindahl",
    "hill",
    "histogram",
    "impact_ratios",
    "independence",
    "independent_difference",
    "independent_ratio",
    "jackknife",
    "jensen_shannon",
    "kish_design_effect",
    "krippendorff_alpha",
    "leakage",
    "log_odds",
    "lorenz",
    "mean",
    "mean_ratio",
    "missing_ends",
    "mover",
    "out_of_order",
    "paired_difference",
    "paired_ratio",
    "pairs_of",
    "partial_correlation",
    "per_author",
    "plateau",
    "pointwise_information",
    "population_size",
    "positive_pmi",
    "posts_for_difference",
    "posts_for_equality",
    "posts_for_ratio",
    "posts_for_reference",
    "posts_for_share",
    "poststratify",
    "power_mean",
    "quantile_interval",
    "rake",
    "rarefied_authors",
    "rarefied_counts",
    "rarefied_hill",
    "rate",
    "ratio",
    "ratio_against",
    "ratio_of_means",
    "reading",
    "relative_norm_distance",
    "replicate_error",
    "reweighing",
    "reweighing_cells",
    "rogan_gladen",
    "rule_of_three",
    "set_associations",
    "share",
    "share_deviation",
    "single_category",
    "smallest_detectable",
    "smooth",
    "standardised_difference",
    "subgroup_auc",
    "tolerance_p_value",
    "too_few_words",
    "top_agreement",
    "top_share",
    "total_variation",
    "unreliable",
    "weat",
    "week_profile",
    "wilson",
    "within_author_correlation",
    "without_top",
    "word_cover",
]
