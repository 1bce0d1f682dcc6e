"""One pass over the text of a batch: words, mentions of groups, marker words, generic statements.

The rules of a token (the lexicon's own forms are cut by the same code, so the two always agree)

Word
    A run of letters and digits with the combining marks on them, folded by NFKC and casefold, one code point at a time,
    and kept decomposed, so that ``ü`` written either way is one word. Invisible characters (zero-width joiner, soft
    hyphen, variation selector) drop out, so they neither hide nor cut a word; so do the vowel signs and the tatweel of
    Arabic, which are written or left out at will.
Apostrophe
    Inside a word it stays, as ``'``: "don’t" is one word, ``don't``. A possessive or clitic ``'s`` is cut off ("women's"
    and "it's" give ``women`` and ``it``), as is an apostrophe at the end.
Edge
    Everything else: ``_ - . # / &`` and so on.
Hashtag
    ``#`` starts one; only there are words split where case goes from lower to upper, before the last of several capitals
    that a small letter follows, and between letters and digits, all before folding: ``#BLMProtest`` is ``blm protest``.
Handle, link, address
    ``@name``, anything before ``://``, ``www.`` and the word before the ``@`` of an e-mail address are left out: no word,
    no letter is counted, and no phrase runs across.
Emoji
    One token with its joined parts, skin tone and flag; the variation selector drops out. An emoji with a skin tone that
    no lexicon names is looked up without the tone.
Scripts without spaces
    Each ideograph, kana, and Thai, Lao, Khmer or Myanmar letter is a token of its own, so a form of several is a phrase.
Phrase
    Up to eight words with anything between them except ``. ! ?`` (of any script), a line end, or what is left out.

References
----------
Unicode Standard Annex 15 (normalisation), section 3.13 of the Unicode Standard (casefold), Unicode Technical Standard 51
(emoji). Not handled: Turkish dotless capitals (``KADIN``), Arabic clitics, homoglyphs.
"""
