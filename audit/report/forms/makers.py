"""Which function answers which question; a question without one is asked of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from audit.report.forms import collection, content, people, quality, uses
from audit.report.forms.answer import Answer
from audit.report.forms.known import Known
from audit.report.forms.safeguards import safeguards

Maker = Callable[[Known], Answer]


DATASHEET: Mapping[str, Maker] = {
    "composition.instances": content.instances,
    "composition.count": content.counted,
    "composition.sample": collection.represents,
    "composition.fields": content.fields,
    "composition.labels": content.labels,
    "composition.missing": content.missing,
    "composition.relations": content.relations,
    "composition.splits": content.splits,
    "composition.errors": quality.errors,
    "composition.self_contained": collection.self_contained,
    "composition.offensive": uses.offensive,
    "composition.people": people.people,
    "composition.subpopulations": people.subpopulations,
    "composition.identifiable": people.identifiable,
    "composition.sensitive": people.sensitive,
    "collection.acquired": collection.acquired,
    "collection.mechanisms": collection.mechanisms,
    "collection.sampling": collection.sampled,
    "collection.timeframe": content.period,
    "collection.people": people.people,
    "collection.source": collection.origin,
    "collection.consent": collection.consent,
    "collection.impact": uses.impact,
    "preprocessing.done": quality.reading,
    "preprocessing.software": quality.software,
    "uses.risks": uses.risks,
    "uses.unsuitable": uses.unsuitable,
    "distribution.licence": collection.licence,
    "distribution.restrictions": collection.restrictions,
    "maintenance.retention": collection.retention,
}
DATA_STATEMENT: Mapping[str, Maker] = {
    "statement.curation": collection.sampled,
    "statement.language": content.languages,
    "statement.speakers": people.speakers,
    "statement.annotators": people.annotators,
    "statement.situation": collection.situation,
    "statement.text": content.genres,
    "statement.quality": quality.recording,
}
DPIA: Mapping[str, Maker] = {
    "description.volume": content.counted,
    "description.categories": content.fields,
    "description.special": people.sensitive,
    "description.period": content.period,
    "necessity.minimisation": people.unneeded,
    "necessity.accuracy": quality.accuracy,
    "risks.identification": people.identifiable,
    "risks.deleted": people.deleted,
    "risks.children": people.children,
    "risks.unfairness": uses.unfairness,
    "measures.audit": safeguards,
    "measures.offered": uses.measures,
}
TRAINING_SUMMARY: Mapping[str, Maker] = {
    "general.modality": content.modality,
    "general.size": collection.size,
    "general.latest": collection.latest,
    "general.languages": content.languages,
    "general.other": collection.regional,
    "sources.crawled": collection.crawled,
    "sources.synthetic": collection.synthetic,
    "processing.copies": quality.copies,
    "processing.biases": uses.looked_for,
}
CROISSANT: Mapping[str, Maker] = {
    "rai:dataCollectionType": collection.collection_type,
    "rai:dataCollectionMissingData": content.missing,
    "rai:dataCollectionRawData": collection.raw,
    "rai:dataCollectionTimeframe": content.period,
    "rai:dataPreprocessingProtocol": quality.reading,
    "rai:personalSensitiveInformation": people.present,
    "rai:dataAnnotationAnalysis": quality.disagreement,
    "rai:annotationsPerItem": quality.per_item,
    "rai:annotatorDemographics": people.annotators,
    "rai:machineAnnotationTools": quality.tools,
    "rai:dataBiases": uses.biases,
    "rai:dataLimitations": uses.limits,
}
BY_FORM: Mapping[str, Mapping[str, Maker]] = {
    "datasheet": DATASHEET,
    "data-statement": DATA_STATEMENT,
    "dpia": DPIA,
    "training-summary": TRAINING_SUMMARY,
    "croissant-rai": CROISSANT,
}
