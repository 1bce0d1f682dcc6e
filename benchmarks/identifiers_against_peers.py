"""Identifiers against other finders of them: speed on ordinary posts, recall and precision on the generated corpus.

    python benchmarks/identifiers_against_peers.py [POSTS.csv[.gz] [COLUMN]]

Peers run where they are installed, in one run on the same posts, each with its own recognisers of patterns and no model of
language; others are listed with the error. None is a requirement of this project: use an environment of your own, with
``pip install presidio-analyzer datatrove scrubadub dolma python-stdnum``. Without POSTS the corpus's own posts are timed.
Recall and precision are of the kinds that a peer says it finds. Seconds are CPU seconds of one process.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import io
import os
import random
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
import pyarrow as pa
import pyarrow.csv
from identifier_accuracy import Span, found_in, read, scores

from audit.text.checks import accounts, digits, europe, world
from audit.text.identifiers import find_identifiers

Find = Callable[[str], Iterable[Span]]
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", "")) / "datasets/davidson2017/labeled_data.csv.gz"
#: Posts that the slower ones are timed on.
FEW, MANY = 1000, 200_000


def presidio() -> tuple[Find, set[str]]:
    """Its recognisers of patterns with those of single countries, without the context that its model of language gives."""
    names = importlib.import_module("presidio_analyzer.predefined_recognizers")
    kinds = {
        "EmailRecognizer": "email", "PhoneRecognizer": "phone", "CreditCardRecognizer": "payment_card", "IbanRecognizer": "iban",
        "IpRecognizer": "ipv4", "CryptoRecognizer": "bitcoin_address", "UsSsnRecognizer": "us_ssn", "MacAddressRecognizer": "mac_address",
        "UkNinoRecognizer": "uk_nino", "NhsRecognizer": "uk_nhs", "EsNifRecognizer": "es_dni", "EsNieRecognizer": "es_nie",
        "ItFiscalCodeRecognizer": "it_codice_fiscale", "PlPeselRecognizer": "pl_pesel", "InAadhaarRecognizer": "in_aadhaar",
        "FiPersonalIdentityCodeRecognizer": "fi_hetu", "SePersonnummerRecognizer": "se_personnummer", "DeTaxIdRecognizer": "de_tax_id",
        "CaSinRecognizer": "ca_sin", "TrNationalIdRecognizer": "tr_tckn",
    }  # fmt: skip
    recognisers = [(getattr(names, name)(), kind) for name, kind in kinds.items() if hasattr(names, name)]

    def find(text: str) -> list[Span]:
        spans = []
        for recogniser, kind in recognisers:
            for each in recogniser.analyze(text, recogniser.supported_entities, None) or ():
                # Its own threshold by default is 0; what it is unsure of without context, it scores below 0.3.
                if each.score >= 0.3:
                    own = "ipv6" if kind == "ipv4" and ":" in text[each.start : each.end] else kind
                    spans.append((each.start, each.end, own))
        return spans

    return find, {kind for _, kind in recognisers} | {"ipv6"}


def datatrove() -> tuple[Find, set[str]]:
    """Its formatter of e-mail and IP addresses; those of documentation count, as they do for us."""
    formatter = importlib.import_module("datatrove.pipeline.formatters").PIIFormatter(only_remove_public_ips=False)
    replacers = ((formatter.emails_replacer, "email"), (formatter.ip_replacer, "ipv4"))

    def find(text: str) -> list[Span]:
        return [
            (*each.span(), kind)
            for replacer, kind in replacers
            for each in replacer.regex.finditer(text)
            if replacer.validator is None or replacer.validator(each[0])
        ]

    return find, {"email", "ipv4"}


def dolma() -> tuple[Find, set[str]]:
    """Its faster tagger by regular expressions. Of what else it imports, whatever is not installed is left empty."""
    sys.meta_path.append(_Absent())
    try:
        pii = importlib.import_module("dolma.taggers.pii")
        document = importlib.import_module("dolma.core.data_types").Document
    finally:
        sys.meta_path.pop()
    tagger = pii.FastPiiRegex()
    kinds = {"EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "IP_ADDRESS": "ipv4"}

    def find(text: str) -> list[Span]:
        spans = tagger.predict(document(source="", id="", text=text)).spans
        return [(each.start, each.end, kinds[each.type]) for each in spans if each.type in kinds]

    return find, set(kinds.values())


def scrubadub() -> tuple[Find, set[str]]:
    """Its detectors of patterns."""
    package = importlib.import_module("scrubadub")
    scrubber = package.Scrubber(locale="en_US")
    kinds = {
        "email": "email",
        "phone": "phone",
        "credit_card": "payment_card",
        "twitter": "handle",
        "social_security_number": "us_ssn",
    }

    def find(text: str) -> list[Span]:
        return [(each.beg, each.end, kinds[each.type]) for each in scrubber.iter_filth(text) if each.type in kinds]

    return find, set(kinds.values())


class _Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Empty modules for those of dolma's imports that are not installed, none of which its taggers of PII use."""

    roots = frozenset(
        [
            "fasttext",
            "blingfire",
            "boto3",
            "botocore",
            "anyascii",
            "jq",
            "jsonpath_ng",
            "omegaconf",
            "platformdirs",
            "dotenv",
            "s3fs",
            "tokenizers",
            "uniseg",
            "zstandard",
            "rich",
            "nltk",
            "charset_normalizer",
            "cached_path",
            "detect_secrets",
            "LTpycld2",
            "pycld2",
            "trafilatura",
            "fastwarc",
            "courlan",
        ]
    )

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002 - importlib names them
        if name.split(".", maxsplit=1)[0] not in self.roots:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        def anything(name: str) -> type:
            if name.startswith("__"):
                raise AttributeError(name)
            return type(name, (), {})

        module.__getattr__ = anything


def posts() -> list[str]:
    """The posts to be timed on."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not path.is_file():
        print("no posts are given, so those of the corpus are timed, which hold far more than ordinary ones")
        return [str(post["text"]) for post in read()]
    column = sys.argv[2] if len(sys.argv) > 2 else "tweet"
    options = pa.csv.ParseOptions(newlines_in_values=True)
    return [each for each in pa.csv.read_csv(path, parse_options=options)[column].to_pylist() if each]


def seconds(act: Callable[[], object]) -> float:
    """CPU seconds, the least of three."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return min(taken)


def main() -> None:
    """Print speed, and recall and precision."""
    texts = posts()
    rng = random.Random(1)
    many = [rng.choice(texts) for _ in range(MANY)]
    few = many[:FEW]
    ours = pa.array(many, pa.large_string())
    find_identifiers(ours[:10])
    size = sum(len(each.encode()) for each in many) / 1e6
    speed = size / seconds(lambda: find_identifiers(ours))
    corpus = read()
    said = [str(post["text"]) for post in corpus]
    score = scores(corpus, *found_in(said))["all"]
    print(f"{'finder':12}{'MB/s':>9}{'ours is':>10}{'kinds':>7}{'recall':>8}{'precision':>11}{'ours, same kinds':>19}")
    print(f"{'postaudit':12}{speed:9.1f}{'':>10}{35:7}{score.recall:8.3f}{score.precision:11.3f}")
    own, _ = found_in(said)
    for name, make in {"presidio": presidio, "datatrove": datatrove, "dolma": dolma, "scrubadub": scrubadub}.items():
        try:
            with (
                warnings.catch_warnings(),
                contextlib.redirect_stderr(io.StringIO()),
                contextlib.redirect_stdout(io.StringIO()),
            ):
                warnings.simplefilter("ignore")
                find, kinds = make()
                taken = seconds(lambda find=find: [find(each) for each in few])
                spans = [[span for span in find(text) if span[2] in kinds] for text in said]
        except Exception as error:  # noqa: BLE001 - a peer that does not run is listed, whatever the reason
            print(f"{name:12} does not run here: {type(error).__name__}: {str(error)[:120]}")
            continue
        theirs = sum(len(each.encode()) for each in few) / 1e6 / taken
        same = [{**post, "spans": [span for span in post["spans"] if span[2] in kinds]} for post in corpus]
        none: list[list[Span]] = [[] for _ in corpus]
        result = scores(same, spans, none)["all"]
        mine = scores(same, [[span for span in each if span[2] in kinds] for each in own], none)["all"]
        print(
            f"{name:12}{theirs:9.2f}{speed / theirs:9.0f}x{len(kinds):7}{result.recall:8.3f}{result.precision:11.3f}"
            f"{f'{mine.recall:.3f} {mine.precision:.3f}':>19}"
        )
    against_stdnum()


def against_stdnum(n: int = 20_000) -> None:
    """Check digits beside python-stdnum's, on random numbers."""
    rng = random.Random(3)
    pairs = {
        "es.dni": (europe.is_dni, lambda: f"{rng.randrange(10**8):08}" + rng.choice("TRWAGMYFPDXBNJZSQVHLCKE")),
        "es.nie": (
            europe.is_nie,
            lambda: rng.choice("XYZ") + f"{rng.randrange(10**7):07}" + rng.choice("TRWAGMYFPDXBNJZSQVHLCKE"),
        ),
        "de.idnr": (europe.is_tax_id, lambda: f"{rng.randrange(10**11):011}"),
        "nl.bsn": (europe.is_bsn, lambda: f"{rng.randrange(10**9):09}"),
        "pl.pesel": (
            europe.is_pesel,
            lambda: f"{rng.randrange(100):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randrange(10**5):05}",
        ),
        "ch.ssn": (europe.is_ahv, lambda: f"756{rng.randrange(10**10):010}"),
        "gb.nhs": (europe.is_nhs, lambda: f"{rng.randrange(10**10):010}"),
        "tr.tckimlik": (world.is_tckn, lambda: f"{rng.randrange(10**11):011}"),
        "br.cpf": (world.is_cpf, lambda: f"{rng.randrange(10**11):011}"),
        "cl.rut": (world.is_rut, lambda: f"{rng.randrange(10**8):08}" + rng.choice("0123456789K")),
        "in_.aadhaar": (world.is_aadhaar, lambda: f"{rng.randrange(10**12):012}"),
        "us.ssn": (world.is_ssn, lambda: f"{rng.randrange(10**9):09}"),
        "imei": (accounts.is_imei, lambda: f"{rng.randrange(10**15):015}"),
        "luhn": (digits.luhn, lambda: f"{rng.randrange(10**16):016}"),
    }
    try:
        modules = {name: importlib.import_module(f"stdnum.{name}") for name in pairs}
    except ImportError as error:
        print(f"python-stdnum is not installed: {error}")
        return
    drawn = {name: [draw() for _ in range(n)] for name, (_, draw) in pairs.items()}
    differ = {
        name: sum(check(each) != modules[name].is_valid(each) for each in drawn[name])
        for name, (check, _) in pairs.items()
    }
    print(
        f"check digits beside python-stdnum {importlib.import_module('stdnum').__version__}, {n:,} random numbers of each of"
        f" {len(pairs)} kinds: {sum(differ.values())} verdicts differ{', of ' + str({k: v for k, v in differ.items() if v}) if any(differ.values()) else ''}"
    )


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, numba {numba.__version__}, pyarrow {pa.__version__}")
    main()
