"""The labelled corpora: their posts, in the order of the file, and which targets people say each is about."""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.bool_]
Records = list[dict[str, str]]


@dataclass(frozen=True)
class Corpus:
    """Posts of one language.

    Attributes
    ----------
    name, language : str
    posts : tuple of str, length n
    targets : mapping of str to ndarray of bool, shape (n,)
        Target by target, which posts people say are about it.
    named : mapping of str to ndarray of bool, shape (n,)
        For the targets of templates: which posts name it by construction, by a word that is no slur.
    label : str
        What the label says of a post.
    """

    name: str
    language: str
    posts: tuple[str, ...]
    targets: Mapping[str, Bits]
    named: Mapping[str, Bits]
    label: str


def shared_folder(given: str | None = None) -> Path:
    """The folder of the shared data: as given, or of ``POSTAUDIT_SHARED_DATA``."""
    return Path(given or os.environ.get("POSTAUDIT_SHARED_DATA", ""))


def corpora(shared: Path) -> Iterator[Corpus]:
    """Every corpus of ``shared/datasets``, one after the other."""
    for read in (_hatecheck, _multilingual, _hatemoji, _hatexplain, _edos, _mlma, _ethos, _redditbias, _crows, _iwg):
        yield from read(shared / "datasets")


def _records(path: Path, delimiter: str = ",") -> Records:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def _where(records: Records, holds: Callable[[dict[str, str]], bool]) -> Bits:
    return np.fromiter((holds(each) for each in records), np.bool_, len(records))


def _labelled(records: Records, column: str, titles: Mapping[str, str]) -> dict[str, Bits]:
    """One target for each value of a column."""
    found: dict[str, Bits] = {}
    for value, title in titles.items():
        own = _where(records, lambda each, value=value: each[column] == value)  # type: ignore[misc]
        if own.any():
            found[title] = found.get(title, np.zeros(len(records), np.bool_)) | own
    return found


_CHECKED = {
    "women": "women", "gay people": "gay people", "black people": "black people", "Black people": "black people",
    "disabled people": "disabled people", "trans people": "trans people", "Muslims": "Muslims",
    "immigrants": "immigrants", "jews": "Jews", "Jews": "Jews", "refugees": "refugees",
    "indigenous people": "Indigenous people", "Lower Caste": "Dalits", "North-East Indians": "North-East Indians",
}  # fmt: skip


def _slot(beginning: str) -> Callable[[dict[str, str]], bool]:
    """Whether the template of a case has a slot for a name of the target that is no slur, however it is spelt."""
    return lambda each: f"[{beginning}_" in each["case_templ"]


def _of_templates(
    name: str,
    language: str,
    records: Records,
    slot: Callable[[dict[str, str]], bool],
    checked: Mapping[str, str] = _CHECKED,
) -> Corpus:
    targets = _labelled(records, "target_ident", checked)
    written = _where(records, slot)
    return Corpus(
        name,
        language,
        tuple(each["test_case"] for each in records),
        targets,
        {title: bits & written for title, bits in targets.items()},
        "the case was written about it",
    )


def _hatecheck(folder: Path) -> Iterator[Corpus]:
    records = _records(folder / "hatecheck" / "test_suite_cases.csv.gz")
    yield _of_templates("hatecheck", "en", records, _slot("IDENTITY"))


def _multilingual(folder: Path) -> Iterator[Corpus]:
    for name, language in {"arabic": "ar", "german": "de", "hindi": "hi", "spanish": "es"}.items():
        records = _records(folder / "multilingual_hatecheck" / f"hatecheck_cases_final_{name}.csv.gz")
        # The Arabic cases about immigrants name refugees (the plural of "refugee" in every template).
        checked = {**_CHECKED, "immigrants": "refugees or immigrants"} if language == "ar" else _CHECKED
        yield _of_templates("multilingual_hatecheck", language, records, _slot("IDENT"), checked)


#: How HatemojiCheck writes its targets (Kirk et al. 2022, table of identities), plural and singular.
_WRITTEN = {
    "women": ("women", "woman"), "gay people": ("gay people", "gay person"),
    "black people": ("black people", "black person"), "disabled people": ("disabled people", "disabled person"),
    "trans people": ("trans people", "trans person"), "Muslims": ("muslims", "muslim"),
}  # fmt: skip


def _hatemoji(folder: Path) -> Iterator[Corpus]:
    records = _records(folder / "hatemoji" / "HatemojiCheck_test.csv")
    targets = _labelled(records, "target", _CHECKED)
    named = {}
    for title, bits in targets.items():
        words = [f" {each} " for each in _WRITTEN[title]]
        plain = _where(records, lambda each, words=words: any(word in _spaced(each["text"]) for word in words))  # type: ignore[misc]
        named[title] = bits & plain
    posts = tuple(each["text"] for each in records)
    yield Corpus("hatemoji", "en", posts, targets, named, "the case was written about it")


def _spaced(text: str) -> str:
    return f" {''.join(each if each.isalpha() else ' ' for each in text.casefold())} "


def _hatexplain(folder: Path) -> Iterator[Corpus]:
    records = _records(folder / "hatexplain" / "final_hateXplain.csv.gz")
    columns = {
        "Gender": {"Women": "women", "Men": "men"},
        "Race": {
            "African": "black people", "Caucasian": "white people", "Asian": "Asian people", "Arab": "Arab people",
            "Hispanic": "Hispanic people", "Indigenous": "Indigenous people", "Indian": "Indian people",
        },
        "Religion": {
            "Islam": "Muslims", "Jewish": "Jews", "Christian": "Christians", "Hindu": "Hindus", "Buddhism": "Buddhists",
        },
        "Sexual_Orientation": {
            "Homosexual": "gay people", "Heterosexual": "heterosexual people", "Bisexual": "bisexual people",
        },
        "Miscellaneous": {
            "Refugee": "refugees or immigrants", "Disability": "disabled people", "Economic": "socio-economic status",
        },
    }  # fmt: skip
    targets: dict[str, Bits] = {}
    for column, titles in columns.items():
        targets |= _labelled(records, column, titles)
    posts = tuple(each["comment"] for each in records)
    yield Corpus("hatexplain", "en", posts, targets, {}, "most of three annotators call it the target")


def _edos(folder: Path) -> Iterator[Corpus]:
    records = _records(folder / "edos" / "edos_labelled_aggregated.csv.gz")
    targets = {"women": _where(records, lambda each: each["label_sexist"] == "sexist")}
    yield Corpus("edos", "en", tuple(each["text"] for each in records), targets, {}, "sexist against women")


def _mlma(folder: Path) -> Iterator[Corpus]:
    groups = {
        "women": "women", "gay": "gay people", "african_descent": "black people", "asians": "Asian people",
        "arabs": "Arab people", "hispanics": "Hispanic people", "indian/hindu": "Indian people", "muslims": "Muslims",
        "jews": "Jews", "christian": "Christians", "refugees": "refugees", "immigrants": "immigrants",
        "special_needs": "disabled people",
    }  # fmt: skip
    for language in ("en", "fr", "ar"):
        records = _records(folder / "mlma" / f"{language}_dataset.csv.gz")
        posts = tuple(each["tweet"] for each in records)
        yield Corpus("mlma", language, posts, _labelled(records, "group", groups), {}, "annotators call it the target")


def _ethos(folder: Path) -> Iterator[Corpus]:
    records = _records(folder / "ethos" / "Ethos_Dataset_Multi_Label.csv", ";")
    columns = {
        "gender": "a gender", "race": "race or ethnicity", "national_origin": "national origin",
        "disability": "disabled people", "religion": "a religion",
        "sexual_orientation": "sexual orientation or gender identity",
    }  # fmt: skip
    targets = {
        title: _where(records, lambda each, column=column: float(each[column]) >= 0.5)  # type: ignore[misc]
        for column, title in columns.items()
    }
    yield Corpus(
        "ethos", "en", tuple(each["comment"] for each in records), targets, {}, "half of the annotators or more"
    )


def _redditbias(folder: Path) -> Iterator[Corpus]:
    for title, name in {"women": "gender_female", "LGBTQ people": "orientation_lgbtq"}.items():
        path = folder / "redditbias" / f"reddit_comments_{name}_processed_phrase_annotated.csv.gz"
        records = _records(path)
        targets = {title: np.ones(len(records), np.bool_)}
        posts = tuple(each["comment"] for each in records)
        yield Corpus(f"redditbias ({name})", "en", posts, targets, {}, "found by a list of its names")


def _crows(folder: Path) -> Iterator[Corpus]:
    records = _records(folder / "crows_pairs" / "crows_pairs_anonymized.csv")
    titles = {
        "gender": "a gender", "race-color": "race or ethnicity", "nationality": "national origin",
        "religion": "a religion", "sexual-orientation": "sexual orientation or gender identity",
        "disability": "disabled people", "age": "an age", "socioeconomic": "socio-economic status",
    }  # fmt: skip
    posts = tuple(each["sent_more"] for each in records)
    yield Corpus(
        "crows_pairs", "en", posts, _labelled(records, "bias_type", titles), {}, "written as a stereotype of it"
    )


def _iwg(folder: Path) -> Iterator[Corpus]:
    records = _records(folder / "iwg_german_refugees" / "german hatespeech refugees.csv")
    posts = tuple(each["Tweet"] for each in records)
    targets = {"refugees": np.ones(len(records), np.bool_)}
    yield Corpus("iwg_german_refugees", "de", posts, targets, {}, "found by hashtags about them")
