"""The questions of the forms: as many as the forms have, each key once, and the vocabulary's own names."""

from __future__ import annotations

from collections import Counter

import pytest

from audit import resources
from audit.errors import ResourceError
from audit.plan.card import DatasetCard

FORMS = ("datasheet", "data-statement", "dpia", "training-summary", "croissant-rai")
#: docs/croissant_rai.ttl of mlcommons/croissant at 4a5aacb.
VOCABULARY = [
    "dataCollection",
    "dataCollectionType",
    "dataCollectionMissingData",
    "dataCollectionRawData",
    "dataCollectionTimeframe",
    "dataPreprocessingProtocol",
    "dataImputationProtocol",
    "dataManipulationProtocol",
    "dataReleaseMaintenancePlan",
    "personalSensitiveInformation",
    "dataAnnotationProtocol",
    "dataAnnotationPlatform",
    "dataAnnotationAnalysis",
    "annotationsPerItem",
    "annotatorDemographics",
    "machineAnnotationTools",
    "dataSocialImpact",
    "dataBiases",
    "dataLimitations",
    "dataUseCases",
]


def test_the_datasheet_has_the_questions_of_version_7():
    """arXiv:1803.09010v7 has 59 headings, seven of which are "Any other comments?"."""
    sections = Counter(each.section for each in resources.read_questions("datasheet").rows)
    assert list(sections.values()) == [3, 16, 12, 3, 5, 6, 7]
    assert sections.total() == 52


def test_twelve_questions_of_the_datasheet_are_computed():
    assert sum(each.answer == "computed" for each in resources.read_questions("datasheet").rows) == 12


def test_the_data_statement_has_nine_elements():
    sections = dict.fromkeys(each.section for each in resources.read_questions("data-statement").rows)
    assert [each[0] for each in sections] == list("ABCDEFGHI")


def test_responsible_ai_properties_are_those_of_the_vocabulary():
    assert [each.key for each in resources.read_questions("croissant-rai").rows] == [
        f"rai:{name}" for name in VOCABULARY
    ]


def test_keys_are_unique_over_all_forms():
    keys = [each.key for form in FORMS for each in resources.read_questions(form).rows]
    assert len(keys) == len(set(keys))
    assert {each.name for each in resources.list_resources("questions")} == set(FORMS)


def test_entries_of_the_card_exist():
    stated = {each.stated for form in FORMS for each in resources.read_questions(form).rows} - {""}
    assert stated <= set(DatasetCard.model_fields)
    assert {"purpose", "creator", "license"} <= stated


def test_what_an_audit_answers_says_from_what():
    for form in FORMS:
        for each in resources.read_questions(form).rows:
            assert bool(each.basis) == (each.answer != "asked"), each.key


def test_a_form_that_there_is_not():
    with pytest.raises(ResourceError, match="no question called 'datasheets'"):
        resources.read_questions("datasheets")
