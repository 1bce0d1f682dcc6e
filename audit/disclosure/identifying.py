"""Parts of a text by which its author, or somebody else, is found: links, accounts, addresses, numbers.

Made for masking, so it errs to the side of masking: a full stop without a blank behind it looks like a domain.
"""

from __future__ import annotations

import re

_LINK = r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.)\S+"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# Of Twitter and Mastodon; of Reddit; of Discord, in brackets.
_ACCOUNT = r"[@＠][\w.@-]*\w|(?<![\w/])/?u/[\w-]+|<@!?\d+>"
_DOMAIN = r"(?<![\w@.])(?:[\w-]+\.)+[a-z]{2,24}(?![\w])(?:/\S*)?"
# Seven digits or more, however they are spaced: numbers of phones, cards, posts and accounts; or five in one piece.
_NUMBER = r"\+?\(?\d(?:[\s().+/-]{0,3}\d){6,}|\d{5,}"
_FOUND = re.compile(
    f"(?P<link>{_LINK})|(?P<mail>{_MAIL})|(?P<account>{_ACCOUNT})|(?P<domain>{_DOMAIN})|(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_LABELS = {"link": "[link]", "mail": "[e-mail]", "account": "[account]", "domain": "[link]", "number": "[number]"}


def identifying(text: str) -> list[tuple[int, int, str]]:
    """Where a text holds a link, an account, an e-mail address or a number that is long.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of (int, int, str)
        Characters ``text[start:end]``, and the label to print in their place. In order, none overlapping.

    Examples
    --------
    >>> identifying("ask @jo or jo@site.org, 020 7946 0018")
    [(4, 7, '[account]'), (11, 22, '[e-mail]'), (24, 37, '[number]')]
    """
    return [(each.start(), each.end(), _LABELS[str(each.lastgroup)]) for each in _FOUND.finditer(text)]
