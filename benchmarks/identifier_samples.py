"""Identifiers of each kind that are nobody's, drawn at random."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable

from audit.text.checks import europe, world
from audit.text.checks.accounts import is_imei
from audit.text.checks.keccak import keccak_256

Sample = Callable[[random.Random], str]
#: Kinds whose check one number in about ten passes.
WEAK = ["payment_card", "nl_bsn", "pl_pesel", "de_tax_id", "tr_tckn", "ca_sin", "in_aadhaar", "uk_nhs", "imei"]
_NAMES = [
    "alex",
    "sam",
    "robin",
    "kim",
    "jo",
    "lee",
    "max",
    "toni",
    "sascha",
    "andrea",
    "jean",
    "noor",
    "yuki",
    "ariel",
    "chris",
    "dana",
    "eden",
    "frankie",
]
_WORDS = [
    "photo",
    "travel",
    "music",
    "books",
    "coffee",
    "garden",
    "chess",
    "runner",
    "baker",
    "films",
    "code",
    "maps",
    "river",
    "stone",
    "cloud",
    "tiger",
]
_BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

#: Test cards of networks and of payment services' documentation (Stripe, Adyen, PayPal).
_CARDS = [
    "4242424242424242",
    "4111111111111111",
    "4000056655665556",
    "4012888888881881",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "5200828282828210",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "6011000990139424",
    "30569309025904",
    "38520000023237",
    "3566002020360505",
    "3530111333300000",
    "6200000000000005",
    "36227206271667",
    "2222400070000005",
    "4988438843884305",
]
#: SWIFT's IBAN registry: one example per country.
_IBANS = [
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "FR1420041010050500013M02606",
    "NL91ABNA0417164300",
    "BE68539007547034",
    "ES9121000418450200051332",
    "IT60X0542811101000000123456",
    "PT50000201231234567890154",
    "CH9300762011623852957",
    "AT611904300234573201",
    "SE4550000000058398257466",
    "NO9386011117947",
    "DK5000400440116243",
    "FI2112345600000785",
    "PL61109010140000071219812874",
    "CZ6508000000192000145399",
    "IE29AIBK93115212345678",
    "LU280019400644750000",
    "SA0380000000608010167519",
    "AE070331234567890123456",
    "TR330006100519786457841326",
    "BR1800360305000010009795493C1",
    "GR1601101250000000012300695",
    "HU42117730161111101800000000",
    "RO49AAAA1B31007593840000",
    "MT84MALT011000012345MTLCAST001S",
]
#: BIP 173 and BIP 350, test vectors of the main net; the first block's address.
_BITCOIN = [
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
]


def _digits(rng: random.Random, length: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(length))


def _until(check: Callable[[str], bool], draw: Callable[[], str]) -> str:
    while not check(number := draw()):
        pass
    return number


def _checked(rng: random.Random, check: Callable[[str], bool], length: int, form: str = "") -> str:
    """A number that passes, perhaps in its written form: one # per digit."""
    number = _until(check, lambda: _digits(rng, length))
    return _in_form(number, form) if form else number


def _in_form(number: str, form: str) -> str:
    rest = iter(number)
    return "".join(next(rest) if each == "#" else each for each in form)


def _date(rng: random.Random) -> str:
    return f"{rng.randint(30, 99):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def _name(rng: random.Random) -> str:
    return (
        rng.choice(_NAMES) + rng.choice(("_", "", ".")) + rng.choice(_WORDS) + rng.choice(("", str(rng.randint(1, 99))))
    )


def _email(rng: random.Random) -> str:
    host = rng.choice(("example.com", "example.org", "example.net", "mail.example.com", "uni.example.org"))
    local = rng.choice(
        (_name(rng), _name(rng) + "+news", rng.choice(_NAMES).title() + "." + rng.choice(_WORDS).title())
    )
    return f"{local}@{host}"


def _phone(rng: random.Random) -> str:
    area = rng.choice(("212", "310", "415", "617", "713", "305", "604", "416"))
    last, two, three = f"01{rng.randint(0, 99):02}", f"{rng.randint(0, 99):02}", f"{rng.randint(0, 999):03}"
    return rng.choice(
        (
            f"{area}-555-{last}",
            f"({area}) 555-{last}",
            f"{area}.555.{last}",
            f"+1 {area} 555 {last}",
            f"+1{area}555{last}",
            f"1-{area}-555-{last}",
            f"{area}555{last}",
            f"020 7946 0{three}",
            f"+44 20 7946 0{three}",
            f"+44 (0)161 496 0{three}",
            f"07700 900{three}",
            f"07700900{three}",
            f"01 99 00 {two} {two[::-1]}",
            f"+33 1 99 00 {two} {two[::-1]}",
            f"06.39.98.{two}.{two[::-1]}",
            f"030 23125 {three}",
            f"+49 30 23125{three}",
            f"+61 491 570 {rng.choice(('006', '156', '157', '158', '159', '110'))}",
            f"070-17406{rng.randint(5, 99):02}",
            f"+46 70 174 06 {rng.randint(5, 99):02}",
        )
    )


def _card(rng: random.Random) -> str:
    number = rng.choice(_CARDS)
    if rng.random() < 0.4:
        return number
    forms = {
        14: ("#### ###### ####",),
        15: ("#### ###### #####", "####-######-#####"),
        16: ("#### #### #### ####", "####-####-####-####"),
    }
    return _in_form(number, rng.choice(forms[len(number)]))


def _iban(rng: random.Random) -> str:
    number = rng.choice(_IBANS)
    return number if rng.random() < 0.5 else " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def _ipv4(rng: random.Random) -> str:
    return f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randint(1, 254)}"


def _ipv6(rng: random.Random) -> str:
    parts = [f"{rng.randint(1, 65535):x}" for _ in range(6)]
    return rng.choice(
        (f"2001:db8::{parts[0]}", f"2001:db8:{':'.join(parts)}", f"2001:DB8:{parts[0].upper()}::{parts[1].upper()}")
    )


def _mac(rng: random.Random) -> str:
    last = f"{rng.randint(0, 255):02x}"
    number = rng.choice((f"00:00:5e:00:53:{last}", f"00-00-5e-00-53-{last}", f"0000.5e00.53{last}"))
    return number if rng.random() < 0.5 else number.upper()


def _bitcoin(rng: random.Random) -> str:
    if rng.random() < 0.3:
        return rng.choice(_BITCOIN)
    payload = bytes([rng.choice((0, 5))]) + rng.randbytes(20)
    payload += hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(payload, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE_58[digit] + text
    return "1" * (len(payload) - len(payload.lstrip(b"\0"))) + text


def _ethereum(rng: random.Random) -> str:
    digits = rng.randbytes(20).hex()
    marks = keccak_256(digits.encode()).hex()
    return "0x" + "".join(each.upper() if mark >= "8" else each for each, mark in zip(digits, marks, strict=False))


def _coordinates(rng: random.Random) -> str:
    latitude, longitude = rng.uniform(-60, 70), rng.uniform(-180, 180)
    return rng.choice(
        (
            f"{latitude:.5f}, {longitude:.5f}",
            f"{latitude:.4f},{longitude:.4f}",
            f"{abs(latitude):.4f}° N, {abs(longitude):.4f}° W",
            f"{latitude:.6f}, {longitude:.6f}",
        )
    )


def _handle(rng: random.Random) -> str:
    plain = _name(rng).replace(".", "_")
    return rng.choice(
        (
            f"@{plain}",
            f"@{plain}",
            f"@{plain}",
            f"u/{plain[:20]}",
            f"@{plain}@social.example.org",
            f"@{plain.replace('_', '-')}.example.com",
        )
    )


def _profile(rng: random.Random) -> str:
    plain = _name(rng).replace(".", "_")[:15]
    path = rng.choice(
        (
            "twitter.com/{}", "x.com/{}", "instagram.com/{}", "facebook.com/{}", "www.tiktok.com/@{}", "reddit.com/user/{}",
            "t.me/{}", "www.linkedin.com/in/{}", "youtube.com/@{}", "bsky.app/profile/{}", "threads.net/@{}", "snapchat.com/add/{}",
        )
    )  # fmt: skip
    if "facebook" in path or "bsky" in path:  # whose names have no underscores
        plain = plain.replace("_", ".") + ("" if "facebook" in path else ".example.com")
    return rng.choice(("https://", "http://", "", "https://")) + path.format(plain)


def _secret(rng: random.Random) -> str:
    return rng.randbytes(rng.choice((12, 16, 20))).hex()


def _nino(rng: random.Random) -> str:
    number = _until(
        europe.is_nino, lambda: "".join(rng.choices("ABCEGHJKLMNOPRSTWXYZ", k=2)) + _digits(rng, 6) + rng.choice("ABCD")
    )
    return rng.choice((number, f"{number[:2]} {number[2:4]} {number[4:6]} {number[6:8]} {number[8]}"))


def _dni(rng: random.Random) -> str:
    number = _until(europe.is_dni, lambda: _digits(rng, 8) + rng.choice("TRWAGMYFPDXBNJZSQVHLCKE"))
    return rng.choice((number, f"{number[:8]}-{number[8]}", f"{number[:2]}.{number[2:5]}.{number[5:8]}-{number[8]}"))


def _nie(rng: random.Random) -> str:
    number = _until(europe.is_nie, lambda: rng.choice("XYZ") + _digits(rng, 7) + rng.choice("TRWAGMYFPDXBNJZSQVHLCKE"))
    return rng.choice((number, f"{number[0]}-{number[1:8]}-{number[8]}"))


def _codice(rng: random.Random) -> str:
    letters = "BCDFGLMNPRSTVZ"
    head = (
        "".join(rng.choices(letters, k=6))
        + f"{rng.randint(30, 99)}{rng.choice('ABCDEHLMPRST')}{rng.randint(1, 28) + rng.choice((0, 40)):02}"
    )
    head += rng.choice("ABCDEFGHIL") + _digits(rng, 3)
    return _until(europe.is_codice_fiscale, lambda: head + rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _nir(rng: random.Random) -> str:
    head = f"{rng.choice('12')}{rng.randint(30, 99)}{rng.randint(1, 12):02}{rng.randint(1, 95):02}{rng.randint(1, 989):03}{rng.randint(1, 400):03}"
    number = head + f"{97 - int(head) % 97:02}"
    return rng.choice((number, _in_form(number, "# ## ## ## ### ### ##")))


def _chinese(rng: random.Random) -> str:
    head = f"{rng.choice(('110105', '310101', '440524'))}19{_date(rng)}{_digits(rng, 3)}"
    return _until(world.is_chinese, lambda: head + rng.choice("0123456789X"))


def _hetu(rng: random.Random) -> str:
    day = f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(40, 99)}-{rng.randint(900, 999)}"
    return _until(europe.is_hetu, lambda: day + rng.choice("0123456789ABCDEFHJKLMNPRSTUVWXY"))


def _curp(rng: random.Random) -> str:
    head = "".join(
        (
            rng.choice("BCDFGLMNPRST"),
            rng.choice("AEIOU"),
            *rng.choices("BCDFGLMNPRST", k=2),
            _date(rng),
            rng.choice("HM"),
        )
    )
    head += rng.choice(("DF", "JC", "NL", "MC")) + "".join(rng.choices("BCDFGLMNPRST", k=3)) + "0"
    return _until(world.is_curp, lambda: head + rng.choice("0123456789"))


def _dated(rng: random.Random, check: Callable[[str], bool], rest: int) -> str:
    return _until(check, lambda: _date(rng) + _digits(rng, rest))


def _rut(rng: random.Random) -> str:
    number = _until(
        world.is_rut, lambda: str(rng.randint(5, 25)).zfill(2) + _digits(rng, 6) + rng.choice("0123456789K")
    )
    return f"{number[:2]}.{number[2:5]}.{number[5:8]}-{number[8]}"


SAMPLES: dict[str, Sample] = {
    "email": _email,
    "secret_in_link": _secret,
    "profile_link": _profile,
    "handle": _handle,
    "iban": _iban,
    "payment_card": _card,
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "mac_address": _mac,
    "bitcoin_address": _bitcoin,
    "ethereum_address": _ethereum,
    "coordinates": _coordinates,
    "us_ssn": lambda rng: _checked(rng, world.is_ssn, 9, rng.choice(("###-##-####", "###-##-####", "### ## ####", "#########"))),
    "uk_nino": _nino,
    "es_dni": _dni,
    "es_nie": _nie,
    "it_codice_fiscale": _codice,
    "fr_nir": _nir,
    "de_tax_id": lambda rng: _checked(rng, europe.is_tax_id, 11, rng.choice(("###########", "## ### ### ###"))),
    "nl_bsn": lambda rng: _checked(rng, europe.is_bsn, 9, rng.choice(("#########", "####.##.###"))),
    "pl_pesel": lambda rng: _dated(rng, europe.is_pesel, 5),
    "be_national_number": lambda rng: _in_form(_dated(rng, europe.is_belgian, 5), rng.choice(("##.##.##-###.##", "###########"))),
    "fi_hetu": _hetu,
    "se_personnummer": lambda rng: _in_form(_dated(rng, europe.is_personnummer, 4), rng.choice(("######-####", "19######-####"))),
    "ch_ahv": lambda rng: _in_form(_until(europe.is_ahv, lambda: "756" + _digits(rng, 10)), "###.####.####.##"),
    "tr_tckn": lambda rng: _checked(rng, world.is_tckn, 11),
    "br_cpf": lambda rng: _checked(rng, world.is_cpf, 11, rng.choice(("###.###.###-##", "###########"))),
    "cl_rut": _rut,
    "mx_curp": _curp,
    "ca_sin": lambda rng: _checked(rng, world.is_sin, 9, rng.choice(("### ### ###", "###-###-###", "#########"))),
    "in_aadhaar": lambda rng: _checked(rng, world.is_aadhaar, 12, rng.choice(("#### #### ####", "############"))),
    "cn_resident_id": _chinese,
    "uk_nhs": lambda rng: _in_form(_until(europe.is_nhs, lambda: "999" + _digits(rng, 7)), rng.choice(("### ### ####", "##########"))),
    "imei": lambda rng: _until(is_imei, lambda: "001017" + _digits(rng, 9)),
    "phone": _phone,
}  # fmt: skip
