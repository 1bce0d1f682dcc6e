"""Check digits of national and other numbers beside python-stdnum's, on random numbers.

    python benchmarks/check_digits_against_stdnum.py

python-stdnum is no requirement of this project: ``pip install python-stdnum``.
"""

from __future__ import annotations

import importlib
import random

from audit.text.checks import accounts, digits, europe, world


def main(n: int = 20_000) -> None:
    """Print how many verdicts differ."""
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
    main()
