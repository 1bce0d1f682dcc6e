"""From the words of a sample to the effects of association tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.embeddings.sets import QUESTIONS, Question, Vocabulary, hashes_of_sets, usable_words
from audit.metrics.embeddings.tokens import NAME, NAMED
from audit.statistics.embedding_runs import RUNS, SetAssociation, WordSetTest, set_associations
from audit.statistics.embeddings import Cooccurrences, cooccurrences
from audit.statistics.intervals import Interval
from audit.tally.sample import Sample

#: Fewer words of text, or authors, and there is nothing to make vectors of.
FEWEST_TOKENS, FEWEST_AUTHORS = 50_000, 30
#: Words that vectors are made for: the most frequent, and those of the sets. More take longer and change little.
MOST_VECTORS = 2_000
#: Largest effect that does not matter: Cohen's "small", in standard deviations of words.
TOLERANCE = 0.2
SEED = 0

Hashes = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Text:
    """The words of the sample in the order of post and place.

    Attributes
    ----------
    pairs : Cooccurrences
    vocabulary : Vocabulary
    tokens, posts, authors : int
        What the vectors stand on; of authors only those who are stated.
    """

    pairs: Cooccurrences
    vocabulary: Vocabulary
    tokens: int
    posts: int
    authors: int


@dataclass(frozen=True)
class Answer:
    """What one question came to."""

    question: Question
    effect: Contrast
    first: Estimate
    second: Estimate
    distance: Estimate
    told: SetAssociation
    words: tuple[int, ...]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All four figures."""
        return self.effect.estimate, self.first, self.second, self.distance


def read_text(sample: Sample) -> Text:
    """Words as codes, and which stand near which."""
    post, place = sample.column("post"), sample.column("place")
    order = np.lexsort((place, post))
    word, owner = (sample.column(name)[order] for name in ("word", "owner"))
    named = (sample.column("flags")[order] & NAMED) != 0
    texts, text = np.unique(post[order], return_inverse=True)
    _, author = np.unique(owner, return_inverse=True)
    vocabulary, codes = _vocabulary(word, author, named)
    pairs = cooccurrences(codes, text, place[order], author)
    certain = len(np.unique(author[named]))
    return Text(pairs, vocabulary, len(word), len(texts), certain)


def _vocabulary(word: Hashes, author: Integers, named: npt.NDArray[np.bool_]) -> tuple[Vocabulary, Integers]:
    all_words, inverse, uses = np.unique(word, return_inverse=True, return_counts=True)
    inverse = inverse.reshape(-1)
    # By use, and by hash where that is equal, so that no order of the posts decides.
    most_used = np.lexsort((all_words, -uses))[:MOST_VECTORS]
    of_sets = np.isin(all_words, np.concatenate(list(hashes_of_sets().values())))
    chosen = of_sets.copy()
    chosen[most_used] = True
    code = np.full(len(all_words), -1, dtype=np.int64)
    code[chosen] = np.arange(np.count_nonzero(chosen))
    codes = code[inverse]
    # Authors who are not stated count as one: nobody can say that they are more. If none is, texts stand for them.
    voice = np.where(named, author + 1, 0) if named.any() else author + 1
    mine = of_sets[inverse]
    width = int(voice.max()) + 1 if len(voice) else 1
    spoken = np.unique(codes[mine] * width + voice[mine]) // width
    voices = np.bincount(spoken, minlength=int(chosen.sum())).astype(np.int64)
    return Vocabulary(all_words[chosen], uses[chosen].astype(np.int64), voices), codes


def answers(text: Text, sample: Sample, scope: Scope) -> tuple[list[Answer], list[Question]]:
    """What the questions came to that can be asked of this text, and those that cannot."""
    floor = scope.plan.floors.authors
    usable = [(each, usable_words(each, text.vocabulary, floor)) for each in QUESTIONS]
    asked = [(question, words) for question, words in usable if words is not None]
    tests = [WordSetTest(*words) for _, words in asked]
    told = set_associations(text.pairs, tests, runs=RUNS, seed=SEED, level=scope.level, tolerance=TOLERANCE)
    made = [
        _answer(question, words, each, text, sample, scope) for (question, words), each in zip(asked, told, strict=True)
    ]
    adjusted = with_q_values(each.effect for each in made)
    made = [replace(each, effect=contrast) for each, contrast in zip(made, adjusted, strict=True)]
    return made, [question for question, words in usable if words is None]


def _answer(
    question: Question, words: Sequence[Integers], told: SetAssociation, text: Text, sample: Sample, scope: Scope
) -> Answer:
    sizes = tuple(map(len, words))
    voices = min(int(text.vocabulary.voices[each].min()) for each in words)
    drawn = "" if sample.complete else f"of a sample of 1 in {2**sample.level:,} authors"

    def estimate(measure: str, interval: Interval, note: str = "", family: str | None = None) -> Estimate:
        return as_estimate(
            f"{NAME}.{question.name}.{measure}",
            measure,
            {},
            interval,
            "statistic",
            n_posts=text.posts,
            n_authors=text.authors if scope.has_authors else None,
            voices=voices,
            scope=scope,
            family=family,
            note="; ".join(each for each in (note, drawn) if each),
            effective_floor=False,
        )

    divided = f"{told.words.divisions - (not told.words.exact):,} divisions of the words"
    note = (
        f"{sizes[0]} and {sizes[1]} words; p over {divided} {told.words.p_two_sided:.2g}, of words and not of authors"
    )
    # Both have to be so for a claim of sets of words: that other authors, and other words, would say so too.
    authors_p = 1.0 if told.effect.p_value is None else told.effect.p_value
    effect = replace(told.effect, p_value=max(authors_p, told.words.p_two_sided))
    return Answer(
        question,
        Contrast(estimate("effect", effect, note, NAME), TOLERANCE),
        estimate("first_association", told.first),
        estimate("second_association", told.second),
        estimate("distance", told.distance),
        told,
        sizes,
    )
