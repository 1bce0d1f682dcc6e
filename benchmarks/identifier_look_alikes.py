"""What looks like an identifier and is none, drawn at random."""

from __future__ import annotations

import random
from collections.abc import Callable


def _digits(rng: random.Random, length: int) -> str:
    return rng.choice("123456789") + "".join(rng.choice("0123456789") for _ in range(length - 1))


def _hex(rng: random.Random, length: int) -> str:
    return rng.randbytes(length).hex()[:length]


def _order(rng: random.Random) -> str:
    number = f"{_digits(rng, 3)}-{_digits(rng, 7)}-{_digits(rng, 7)}"
    return rng.choice(
        (
            f"Order #{number}",
            f"order {_digits(rng, 16)}",
            f"order no. {_digits(rng, 10)}",
            f"Bestellung {_digits(rng, 9)}",
            f"my order {number} is late",
            f"pedido {_digits(rng, 12)}",
        )
    )


def _date(rng: random.Random) -> str:
    year, month, day, hour, minute = (rng.randint(*each) for each in ((1950, 2026), (1, 12), (1, 28), (0, 23), (0, 59)))
    return rng.choice(
        (
            f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{day:02}",
            f"{day:02}.{month:02}.{year}",
            f"{month}/{day}/{year} at {hour}:{minute:02}",
            f"{year}{month:02}{day:02}{hour:02}{minute:02}{day:02}",
            f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z",
            f"{year}-{year + 3}",
        )
    )


def _version(rng: random.Random) -> str:
    parts = [rng.randint(0, 30) for _ in range(4)]
    return rng.choice(
        (
            f"v{parts[0]}.{parts[1]}.{parts[2]}.{parts[3]}",
            f"version {parts[0]}.{parts[1]}.{rng.randint(100, 255)}.{parts[3]}",
            f"build 10.0.19045.{_digits(rng, 4)}",
            f"Chrome/120.0.{_digits(rng, 4)}.{rng.randint(50, 250)}",
            f"section {rng.randint(1, 9)}.{rng.randint(1, 9)}.{rng.randint(1, 9)}.{rng.randint(1, 9)}",
        )
    )


def _score(rng: random.Random) -> str:
    pairs = [f"{rng.randint(0, 30)}-{rng.randint(0, 30)}" for _ in range(rng.randint(3, 6))]
    return rng.choice((", ", " ", " / ")).join(pairs)


def _hashtag(rng: random.Random) -> str:
    return rng.choice(
        (
            f"#{_digits(rng, 10)}",
            f"#Election{_digits(rng, 4)} #BLM{_digits(rng, 4)}",
            f"#{_digits(rng, 8)}Challenge",
            f"#{_digits(rng, 3)}_{_digits(rng, 3)}_{_digits(rng, 4)}",
        )
    )


def _price(rng: random.Random) -> str:
    return rng.choice(
        (
            f"${_digits(rng, 1)},{_digits(rng, 3)},{_digits(rng, 3)}.{_digits(rng, 2)}",
            f"€{_digits(rng, 2)}.{_digits(rng, 3)}.{_digits(rng, 3)},{_digits(rng, 2)}",
            f"{_digits(rng, 3)}.{_digits(rng, 3)}.{_digits(rng, 3)} VND",
            f"{_digits(rng, 1)} {_digits(rng, 3)} {_digits(rng, 3)} {_digits(rng, 3)} people",
            f"2@{_digits(rng, 1)}.{_digits(rng, 2)}",
        )
    )


def _isbn(rng: random.Random) -> str:
    body = "978" + _digits(rng, 9)
    check = -sum(int(each) * (1, 3)[i % 2] for i, each in enumerate(body)) % 10
    return rng.choice(
        (
            f"ISBN {body}{check}",
            f"ISBN 978-{body[3]}-{body[4:6]}-{body[6:12]}-{check}",
            f"isbn {_digits(rng, 9)}X",
            f"{body}{check} great book",
            f"ISSN {_digits(rng, 4)}-{_digits(rng, 4)}",
        )
    )


def _tracking(rng: random.Random) -> str:
    return rng.choice(
        (
            f"1Z{_digits(rng, 3)}AA1{_digits(rng, 10)}",
            f"tracking {_digits(rng, 22)}",
            f"USPS 94{_digits(rng, 2)} {' '.join(_digits(rng, 4) for _ in range(4))} {_digits(rng, 2)}",
            f"FedEx {_digits(rng, 12)}",
            f"parcel {_digits(rng, 4)} {_digits(rng, 4)} {_digits(rng, 4)}",
            f"RR{_digits(rng, 9)}DE",
            f"tracking: {_digits(rng, 14)}",
        )
    )


def _colour(rng: random.Random) -> str:
    return rng.choice(
        (
            f"#{_hex(rng, 6)}",
            f"0x{_hex(rng, 6)}",
            f"rgb({rng.randint(0, 255)}, {rng.randint(0, 255)}, {rng.randint(0, 255)})",
            f"#{_hex(rng, 8)} on #{_hex(rng, 6)}",
        )
    )


def _commit(rng: random.Random) -> str:
    return rng.choice(
        (
            _hex(rng, 40),
            f"commit {_hex(rng, 7)}",
            f"md5 {_hex(rng, 32)}",
            f"{_hex(rng, 8)}-{_hex(rng, 4)}-4{_hex(rng, 3)}-a{_hex(rng, 3)}-{_hex(rng, 12)}",
            f"sha256:{_hex(rng, 64)}",
        )
    )


def _id(rng: random.Random) -> str:
    return rng.choice(
        (
            f"user id {_digits(rng, 10)}",
            f"ID: {_digits(rng, 9)}",
            f"ticket {_digits(rng, 3)}-{_digits(rng, 3)}-{_digits(rng, 4)}",
            f"steam {_digits(rng, 17)}",
            f"https://example.com/status/{_digits(rng, 19)}",
            f"model {_digits(rng, 4)}-{_digits(rng, 4)}",
            f"case {_digits(rng, 8)}",
            f"{_digits(rng, 18)}",
            f"{_digits(rng, 11)}",
            f"member {_digits(rng, 4)} {_digits(rng, 4)} {_digits(rng, 4)}",
            f"0000-000{_digits(rng, 1)}-{_digits(rng, 4)}-{_digits(rng, 4)}",
        )
    )


def _time(rng: random.Random) -> str:
    return rng.choice(
        (
            f"{rng.randint(0, 23)}:{rng.randint(10, 59)}:{rng.randint(10, 59)}.{_digits(rng, 3)}",
            f"{rng.randint(1, 12)}:30-{rng.randint(1, 12)}:45",
            f"@ {rng.randint(1, 12)}pm",
            f"00:{rng.randint(10, 59)}:{rng.randint(10, 59)}:{rng.randint(10, 24)}",
            f"unix {_digits(rng, 10)}",
            "Mon-Fri 0800-1700, Sat 0900-1200",
        )
    )


def _ratio(rng: random.Random) -> str:
    return rng.choice(
        (
            "16:9",
            f"1:{_digits(rng, 5)}",
            f"John 3:16-{rng.randint(17, 21)}",
            "4:3:2:1",
            f"{_digits(rng, 2)}:{_digits(rng, 2)}:{_digits(rng, 2)}",
            "aspect 21:9 or 32:9",
        )
    )


def _emoji(rng: random.Random) -> str:
    return rng.choice(
        ("1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣", "🔟/🔟 💯💯💯", "¹²³⁴⁵⁶⁷⁸⁹⁰", "①②③④⑤⑥⑦⑧⑨⑩", "⭐" * rng.randint(5, 12), ":one: :two: :three:")
    )


def _maths(rng: random.Random) -> str:
    return rng.choice(
        (
            "pi is 3.14159265358979",
            f"{_digits(rng, 7)} * {_digits(rng, 7)} = {_digits(rng, 14)}",
            f"p = 0.0{_digits(rng, 3)}, 0.{_digits(rng, 4)}",
            f"0.{_digits(rng, 4)} 0.{_digits(rng, 4)} 0.{_digits(rng, 4)}",
            f"{_digits(rng, 3)} + {_digits(rng, 3)} + {_digits(rng, 4)}",
            f"e^(2x) = {_digits(rng, 2)}.{_digits(rng, 8)}",
            f"1e{_digits(rng, 7)}",
            f"f({_digits(rng, 3)})={_digits(rng, 7)}",
        )
    )


def _at(rng: random.Random) -> str:
    return rng.choice(
        (
            "icon@2x.png",
            "me @ home",
            "root@localhost",
            "lol@you",
            f"dinner @{rng.randint(1, 12)}",
            "a@b",
            "@",
            "user@host.local",
            "@@@@",
        )
    )


def _code(rng: random.Random) -> str:
    return rng.choice(
        (
            "std::vector::iterator",
            "a::b::c",
            "foo::bar()",
            "::before",
            "::1",
            "x = y ? z : w",
            f"arr[{_digits(rng, 7)}]",
            "10.0.0.1",
            f"192.168.1.{rng.randint(1, 254)}",
            "255.255.255.0",
            "127.0.0.1:8000",
            "fe80::1",
            "ff:ff:ff:ff:ff:ff",
        )
    )


def _serial(rng: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    return rng.choice(
        (
            f"VIN 1HGCM{_digits(rng, 5)}A{_digits(rng, 6)}",
            f"flight BA{_digits(rng, 4)}",
            f"{rng.choice(letters)}{rng.choice(letters)}{_digits(rng, 2)} {''.join(rng.choices(letters, k=3))}",
            f"serial {''.join(rng.choices(letters, k=4))}-{_digits(rng, 4)}-{_digits(rng, 4)}",
            f"part {_digits(rng, 8)}{rng.choice(letters)}",
            f"key {'-'.join(''.join(rng.choices(letters + '23456789', k=5)) for _ in range(5))}",
            f"tt{_digits(rng, 7)}",
            f"UPC {_digits(rng, 12)}",
            f"doi 10.{_digits(rng, 4)}/{_digits(rng, 7)}",
            f"arXiv:{_digits(rng, 4)}.{_digits(rng, 5)}",
        )
    )


def _population(rng: random.Random) -> str:
    return rng.choice(
        (
            f"{_digits(rng, 1)},{_digits(rng, 3)},{_digits(rng, 3)},{_digits(rng, 3)} humans",
            f"{_digits(rng, 7)} views",
            f"{_digits(rng, 9)} followers",
            f"won by {_digits(rng, 8)} to {_digits(rng, 8)} votes",
            f"{_digits(rng, 10)} years",
        )
    )


def _link(rng: random.Random) -> str:
    return rng.choice(
        (
            f"https://t.co/{_hex(rng, 10)}",
            "https://twitter.com/search?q=x",
            "https://www.instagram.com/p/Cabc123XYZ/",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            f"https://example.com/{_digits(rng, 12)}",
            "https://example.org/?page=2&lang=en",
            "https://www.facebook.com/groups/knitting",
            "reddit.com/r/AskReddit",
            "https://example.com/?token=",
            "https://t.me/joinchat",
            f"https://x.com/i/status/{_digits(rng, 19)}",
            "and/or u/",
            "w/ you/me",
        )
    )


def _nearby(rng: random.Random) -> str:
    """Numbers of no kind beside words that name one."""
    return rng.choice(
        (
            f"call 911 now, order {_digits(rng, 8)}",
            f"text {_digits(rng, 5)} to vote",
            f"my phone cost {_digits(rng, 7)} rupees",
            f"text HOME to {_digits(rng, 6)}",
            f"social security paid {_digits(rng, 9)} dollars",
            f"the NHS spent {_digits(rng, 10)} last year",
            f"my card limit is {_digits(rng, 7)}",
            f"card game, {_digits(rng, 9)} points",
            f"gift card code {_digits(rng, 4)} {_digits(rng, 4)} {_digits(rng, 4)} {_digits(rng, 4)}",
            f"activation code {_digits(rng, 4)}-{_digits(rng, 4)}-{_digits(rng, 4)}-{_digits(rng, 4)}",
            f"call of duty {_digits(rng, 10)} kills",
            f"the bank moved {_digits(rng, 12)} euro",
            f"phone released {rng.randint(2000, 2026)}-{rng.randint(10, 12)}-{rng.randint(10, 28)}",
            f"mobile users: {_digits(rng, 10)}",
            f"signal strength {_digits(rng, 9)}",
            f"ip camera model {_digits(rng, 2)}.{_digits(rng, 2)}.{_digits(rng, 2)}",
            f"cell count {_digits(rng, 8)} per ml",
            f"contact lens batch {_digits(rng, 9)}",
            f"{_digits(rng, 3)} {_digits(rng, 3)} {_digits(rng, 4)}",
            f"{_digits(rng, 3)}-{_digits(rng, 2)}-{_digits(rng, 4)} is the part",
        )
    )


LOOK_ALIKES: dict[str, Callable[[random.Random], str]] = {
    "order numbers": _order,
    "dates": _date,
    "versions": _version,
    "scores": _score,
    "hashtags": _hashtag,
    "prices": _price,
    "ISBNs": _isbn,
    "tracking numbers": _tracking,
    "colours": _colour,
    "commits and hashes": _commit,
    "other ids": _id,
    "times": _time,
    "ratios": _ratio,
    "emoji": _emoji,
    "maths": _maths,
    "at signs": _at,
    "code": _code,
    "serial numbers": _serial,
    "populations": _population,
    "links": _link,
    "numbers beside a word": _nearby,
}
