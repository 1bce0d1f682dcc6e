"""Fresh posts: of corpora without labels, drawn two ways, read without the lexicon's verdict, and compared with it.

The lexicon was made better by looking at both halves of the labelled corpora, so these tell what it does elsewhere. Even
rows of the corpora here were looked at as well; posts are drawn from odd rows. One draw takes any post. The other takes posts that hold a word of
:data:`NET`, a list about the same attributes that is wider than the lexicon and was not made from it: few posts name people
of most groups, so a random draw alone says little of recall.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

SEED = 20261127
FRESH_READ = Path(__file__).with_name("fresh-read.csv")
#: Posts of each draw, from each corpus: of the first reading, and of those after it, each of which came after the list
#: was mended by what the reading before had shown.
RANDOM, NETTED = 40, 100
RANDOM_AGAIN, NETTED_AGAIN = 20, 60
RANDOM_THIRD, NETTED_THIRD = 6, 32
RANDOM_FOURTH, NETTED_FOURTH = 6, 32
#: Longer posts are not drawn, so that all of a post is read.
SHORTEST, LONGEST = 25, 280
#: What a verdict may name: the axes of the lexicon but gender.
AXES: Mapping[str, str] = {
    "a": "age",
    "c": "socioeconomic_status",
    "n": "nationality_migration",
    "e": "race_ethnicity",
    "r": "religion",
    "o": "sexual_orientation_gender_identity",
    "d": "disability",
}
_WORDS = """
    old older oldest elder elders elderly senior seniors young younger youngest youth youths kid kids child children baby babies
    toddler toddlers infant teen teens teenage teenager teenagers adult adults aged ages age grand grandma grandpa grandmother
    grandfather grandparents granny nana retired retiree pensioner boomer boomers millennial millennials generation grader
    rich richer wealthy wealth poor poorer poverty homeless job jobs jobless unemployed employed welfare broke beggar peasant
    millionaire millionaires billionaire billionaires elite elites worker workers working class middle income educated
    uneducated slave slaves servant ghetto hood trailer landlord tenant
    america american americans usa mexico mexican mexicans canada canadian canadians cuba cuban brazil brazilian england english
    british britain brits scotland scottish irish ireland france french germany german germans spain spanish italy italian
    italians greece greek poland polish russia russian russians ukraine ukrainian sweden swedish norway dutch belgian swiss
    turkey turkish turks syria syrian syrians iraq iraqi iran iranian afghan afghanistan pakistan pakistani india indian indians
    bangladesh china chinese japan japanese korea korean koreans vietnam vietnamese thai filipino filipinos philippines indonesia
    australia australian australians nigeria nigerian kenya kenyan ghana somali somalia ethiopia egypt egyptian israel israeli
    israelis palestinian palestinians saudi africa african africans europe european europeans asia asian asians latino latinos
    latina hispanic hispanics immigrant immigrants immigration migrant migrants refugee refugees alien aliens illegal illegals
    foreign foreigner foreigners citizen citizens native natives border deported
    black blacks white whites brown yellow colored coloured race racial racist ethnic minority minorities tribe tribal arab
    arabs kurdish kurds gypsy indigenous aboriginal caucasian mixed biracial
    muslim muslims islam islamic mosque christian christians christianity church catholic catholics pope priest pastor protestant
    mormon mormons baptist evangelical jew jews jewish rabbi synagogue israel hindu hindus hinduism sikh buddhist buddhists
    buddhism atheist atheists atheism religion religious believer believers god pagan wiccan
    gay gays lesbian lesbians bi bisexual queer trans transgender lgbt lgbtq straight homosexual homosexuals hetero asexual
    pride closet
    disabled disability disabilities handicapped wheelchair blind deaf autistic autism adhd adhders depressed depression
    anxiety bipolar schizophrenic ptsd mental mentally crazy insane addict addicts alcoholic cancer diabetic diabetes disorder
    crippled amputee dyslexic veteran special
"""
NET = frozenset(_WORDS.split())
_WORD = re.compile(r"[^\W_]+")


def fresh_posts(shared: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Corpus by corpus, the posts in the order of the file."""
    folder = shared / "datasets"
    reddit = [
        line.split("\t")[0]
        for part in ("train", "dev", "test")
        for line in gzip.decompress((folder / "goemotions" / f"{part}.tsv.gz").read_bytes()).decode().splitlines()
    ]
    yield "goemotions", tuple(reddit)
    for name, file, column, encoding in (
        ("reddit_top_2013", "reddit_top_2013.csv.gz", "title", "utf-8"),
        ("political_social_media", "political_social_media.csv.gz", "text", "utf-8-sig"),
        ("online_misogyny_reddit", "final_labels.csv.gz", "body", "utf-8"),
        ("twitter_gender_dfe", "gender-classifier-DFE-791531.csv.gz", "text", "latin-1"),
        ("davidson2017", "labeled_data.csv.gz", "tweet", "utf-8"),
        ("stormfront", "stormfront_annotations_with_text.csv.gz", "text", "utf-8"),
        ("russian_troll_tweets", "troll_tweets_sample.csv.gz", "content", "utf-8"),
    ):
        raw = gzip.decompress((folder / name / file).read_bytes()).decode(encoding, errors="replace")
        rows = csv.DictReader(io.StringIO(raw, newline=""))
        yield name, tuple((each[column] or "") if each.get("language", "English") == "English" else "" for each in rows)


def drawn(corpus: str, posts: tuple[str, ...]) -> list[tuple[str, int]]:
    """Draw and row of each post to read, in the order of the rows.

    Parameters
    ----------
    corpus : str
    posts : tuple of str
        The same text is drawn once.
    """
    rows = [row for row, text in enumerate(posts) if row % 2 and SHORTEST <= len(text) <= LONGEST]
    seen: set[str] = set(posts[::2])
    fresh = []
    for row in rows:
        if posts[row] not in seen:
            seen.add(posts[row])
            fresh.append(row)

    def place(row: int) -> bytes:
        return hashlib.sha256(f"{SEED}\n{corpus}\n{row}".encode()).digest()

    fresh.sort(key=place)
    netted = [row for row in fresh[RANDOM:-RANDOM_AGAIN] if holds_a_word_of_the_net(posts[row])]
    twice, third = NETTED + NETTED_AGAIN, RANDOM_AGAIN + RANDOM_THIRD
    thrice, fourth = twice + NETTED_THIRD, third + RANDOM_FOURTH
    draws = {
        "random": fresh[:RANDOM],
        "net": netted[:NETTED],
        "random again": fresh[-RANDOM_AGAIN:],
        "net again": netted[NETTED:twice],
        "random third": fresh[-third:-RANDOM_AGAIN],
        "net third": netted[twice:thrice],
        "random fourth": fresh[-fourth:-third],
        "net fourth": netted[thrice : thrice + NETTED_FOURTH],
    }
    return sorted((draw, row) for draw, own in draws.items() for row in own)


def holds_a_word_of_the_net(text: str) -> bool:
    """Whether a word of :data:`NET` stands in it."""
    return not NET.isdisjoint(_WORD.findall(text.casefold()))
