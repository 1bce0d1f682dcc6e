"""One file per question. A metric is two pure functions and a card; see :mod:`audit.metrics.base`."""

from __future__ import annotations

from audit.metrics.base import Metric

#: Measured only where the plan asks for them: each costs as much as several others, and one of them needs an extra.
ON_REQUEST = frozenset(
    {
        "amplification",
        "artefacts",
        "associations",
        "embeddings",
        "label_conflicts",
        "privacy",
        "repetition",
        "rhythm",
        "sampling",
        "sentiment",
    }
)

#: Measured only where the plan names a column of scores, or a model is given: without one there is nothing to say of it.
WHERE_NAMED = frozenset({"scores"})


def all_metrics() -> tuple[Metric, ...]:
    """Every metric, in the order of the report's sections."""
    from audit.metrics.agreement.agreement import Agreement
    from audit.metrics.amplification.amplification import AmplificationProbe
    from audit.metrics.artefacts.artefacts import Artefacts
    from audit.metrics.associations.associations import Associations
    from audit.metrics.attrition.attrition import Attrition
    from audit.metrics.concentration.concentration import Concentration
    from audit.metrics.coverage.coverage import Coverage
    from audit.metrics.descriptions import Descriptions
    from audit.metrics.embeddings.embeddings import Embeddings
    from audit.metrics.label_conflicts.label_conflicts import LabelConflicts
    from audit.metrics.labels.labels import Labels
    from audit.metrics.mentions.mentions import Mentions
    from audit.metrics.privacy.privacy import Privacy
    from audit.metrics.repetition.repetition import Repetition
    from audit.metrics.representation.representation import Representation
    from audit.metrics.rhythm import Rhythm
    from audit.metrics.rights.rights import Rights
    from audit.metrics.sampling.sampling import Sampling
    from audit.metrics.scores.scores import ModelScores
    from audit.metrics.sentiment.sentiment import Sentiment
    from audit.metrics.themes.markers import Markers

    return (
        Representation(),
        Concentration(),
        Mentions(),
        Descriptions(),
        Markers(),
        Associations(),
        Embeddings(),
        Labels(),
        ModelScores(),
        Artefacts(),
        Agreement(),
        LabelConflicts(),
        AmplificationProbe(),
        Repetition(),
        Rhythm(),
        Sentiment(),
        Coverage(),
        Sampling(),
        Attrition(),
        Privacy(),
        Rights(),
    )
