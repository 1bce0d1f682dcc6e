"""What the posts could give away of those who wrote them.

Question
    Can authors be told apart by a few facts, can their posts be found by a few words, and what do they disclose of themselves?

Definition
    Uniqueness: authors whose combination of facts no other author has / authors. The facts are those of the plan
    ([privacy] quasi_identifiers), by default the set of communities, the hour of the day (UTC) of most posts, country and
    main language; an author without a value has that in common with others without one. Searchable: runs of six words that stand
    in no other post / runs of the post, averaged over posts of eight words or more; and posts (authors) with any such run.
    Disclosed: authors (posts) with a sentence in the first person that says something of a category of Article 9 of the GDPR
    / authors (posts) read in English, in which reposts tell nothing; convictions (Article 10) apart. Explicit is what is said in so many
    words; implied, what "my church" suggests. What is denied, asked, supposed, reported or quoted does not count. Minors:
    authors (posts) that state an own age below 13, 16 and 18. All are held against tolerances of [privacy].

Inputs
    Authors, and whatever facts the source has; text; for disclosures and ages text in English; an attribute named age. At
    most 524,288 rows of each fact, 2,097,152 runs and 1,048,576 posts are kept, whole authors or whole runs drawn by hash;
    above that the figures say so. In a sample fewer authors share a combination, so uniqueness is then an upper bound. None
    of this is written to a tally file.

Reading it
    A share of 0.4 that is unique means that four authors in ten have a combination nobody else here has: whoever knows those
    facts of one of them finds all the posts of that author. Shares of disclosures are lower bounds in practice.

Not evidence of
    Anonymity: k = 5 on three columns is not anonymous while text and times stand beside them. Nor of uniqueness among people
    outside the file. A disclosure is what a sentence says, not what is true of who wrote it. Nor is any figure a ruling on
    what law applies.

References
----------
    Sweeney (2002), IJUFKS 10(5), for k-anonymity. De Montjoye et al. (2013), Scientific Reports 3:1376, for how few points of
    time and place are unique. Skinner and Elliot (2002), JRSS B 64(4), for uniqueness in samples. Ayers et al. (2018), npj
    Digital Medicine 1:30, for quotes that lead to authors. Cohan et al. (2018), COLING, for stated diagnoses. Klein et al.
    (2022), PLOS ONE 17(1), for stated ages. Regulation (EU) 2016/679, Articles 8, 9 and 10.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.language import count_language
from audit.metrics.privacy.estimates import NAME
from audit.metrics.privacy.identifiers import count_identifiers, judge_identifiers
from audit.metrics.privacy.quotes import count_runs
from audit.metrics.privacy.quotes_judgement import judge_quotes
from audit.metrics.privacy.told import count_ages, count_told
from audit.metrics.privacy.told_judgement import judge_ages, judge_told
from audit.metrics.privacy.uniqueness import count_facts
from audit.metrics.privacy.uniqueness_judgement import judge_uniqueness
from audit.posts import PostBatch
from audit.tally import Tally
from audit.text.token_table import read_tokens


@dataclass(frozen=True)
class Privacy:
    """Identifiers, uniqueness, searchable words, special categories and minors."""

    name: str = NAME
    title: str = "What posts give away of their authors"

    def measure(self, posts: PostBatch) -> Tally:
        """Count disclosures and identifiers, and keep facts and runs of words within bounds."""
        tally = Tally()
        tally.count((NAME, "posts"), posts.bucket)
        count_facts(posts, tally)
        text = posts.column("text")
        if text is None or len(posts) == 0:
            return tally
        count_identifiers(posts, tally)
        count_language(tally, NAME, posts, only="en")
        tokens = read_tokens(text)
        count_runs(posts, tokens, tally)
        count_told(posts, tokens, tally)
        count_ages(posts, tokens, tally)
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Say how much could be found, told apart or learnt of authors."""
        if tally.posts((NAME, "posts")) == 0:
            return Judgement(not_measured=(NotMeasured(NAME, "There are no posts."),))
        parts = (judge_identifiers, judge_uniqueness, judge_quotes, judge_told, judge_ages)
        return Judgement.sum(part(tally, scope) for part in parts)
