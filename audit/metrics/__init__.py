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
    from audit.metrics.agreement import Agreement
    from audit.metrics.amplification import AmplificationProbe
    from audit.metrics.artefacts import Artefacts
    from audit.metrics.associations import Associations
    from audit.metrics.attrition import Attrition
    from audit.metrics.concentration import Concentration
    from audit.metrics.coverage import Coverage
    from audit.metrics.descriptions import Descriptions
    from audit.metrics.embeddings import Embeddings
    from audit.metrics.label_conflicts import LabelConflicts
    from audit.metrics.labels import Labels
    from audit.metrics.markers import Markers
    from audit.metrics.mentions import Mentions
    from audit.metrics.privacy import Privacy
    from audit.metrics.repetition import Repetition
    from audit.metrics.representation import Representation
    from audit.metrics.rhythm import Rhythm
    from audit.metrics.rights import Rights
    from audit.metrics.sampling import Sampling
    from audit.metrics.scores import ModelScores
    from audit.metrics.sentiment import Sentiment

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
