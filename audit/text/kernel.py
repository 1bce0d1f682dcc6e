"""The loop: bytes in, matches and counts out, no Python object per post."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from audit.text.arrays import IN_FORM
from audit.text.codepoints import AT, DIGIT, EMOJI, HASH, IGNORABLE, KIND, LINE_END, LOWER, MARK, REGIONAL, SENTENCE_END, SINGLE, UPPER
from audit.text.compilation import cached_jit, fingerprint, jit
from audit.text.matching import enter_edges, enter_words, find, find_toneless, match
from audit.text.reading import handle_end, look, read_emoji, read_word

#: Longest match in words: eight words of a pattern around a form of eight. A run of known words longer than RUN is
#: matched in pieces that overlap by this.
WINDOW, RUN = 16, 1024


@jit
def _scan(data, offsets, valid, tables, words, forms, longest, first, found, counts, log):  # type: ignore[no-untyped-def]
    kinds = tables.kind
    word = np.empty(longest + 2, np.int32)  # two more, for a possessive that is cut off after it was read
    run = np.empty((4, RUN), np.int32)
    cursor = np.zeros(3, np.int64)
    count, logged, logged_codes = 0, 0, 0

    for post in range(first, offsets.size - 1):
        count_before = count
        begin, end = offsets[post], offsets[post + 1]
        if valid.size and not valid[post]:
            end = begin
        position, hashtag, broken, length_of_run = begin, False, False, 0
        tokens, letters, latin_letters, function_words = 0, 0, 0, 0
        while position < end:
            code, width, entry = look(data, position, end, kinds)
            kind = entry & KIND
            start, tones = position, 0
            if LOWER <= kind <= DIGIT or kind == SINGLE:
                position, token_end, length, more, more_latin, left_out = read_word(
                    data, position, end, tables, word, hashtag
                )
                if left_out:
                    broken, hashtag = True, False
                    continue
                letters += more
                latin_letters += more_latin
            elif kind == EMOJI or kind == REGIONAL:
                position, length, tones = read_emoji(data, position, end, kinds, word)
                token_end, hashtag = position, False
            else:
                position += width
                if kind == SENTENCE_END or kind == LINE_END:
                    broken, hashtag = True, False
                elif kind == AT:
                    after, _ = handle_end(data, position, end, kinds)
                    broken |= after > position
                    position, hashtag = after, False
                elif kind == HASH:
                    hashtag = True
                elif kind != MARK and kind != IGNORABLE and code != 0x5F:
                    hashtag = False
                continue

            tokens += 1
            if logged < log.post.size:
                log.post[logged] = post
                log.start[logged] = start - begin
                log.end[logged] = token_end - begin
                log.after_break[logged] = broken
                for i in range(length):
                    log.codepoint[logged_codes + i] = word[i]
                logged_codes += length
                log.word_end[logged] = logged_codes
                logged += 1
            known = find(word, length, words)
            if known < 0 and tones > 0:
                known = find_toneless(word, length, words)
            use = 0
            if known >= 0:
                use = np.int64(words.use[known])
                function_words += use >> 4 & 1
            if length_of_run > 0 and (broken or not use & IN_FORM):
                count = match(run, length_of_run, length_of_run, cursor, forms, words, post, found, count)
                length_of_run = 0
            broken = False
            if not use & IN_FORM or (length_of_run == 0 and not use & 7):
                continue
            if length_of_run == 0:
                cursor[:] = 0
            elif length_of_run == RUN:
                count = match(run, RUN, RUN - WINDOW, cursor, forms, words, post, found, count)
                shift = cursor.min()
                run[:, : RUN - shift] = run[:, shift:].copy()
                cursor -= shift
                length_of_run -= shift
            run[0, length_of_run] = known
            run[1, length_of_run] = start - begin
            run[2, length_of_run] = token_end - begin
            run[3, length_of_run] = kind == UPPER
            length_of_run += 1

        if length_of_run > 0:
            count = match(run, length_of_run, length_of_run, cursor, forms, words, post, found, count)
        if count > found.post.size:
            return post, count_before, count, logged
        counts.tokens[post] = tokens
        counts.letters[post] = letters
        counts.latin_letters[post] = latin_letters
        counts.function_words[post] = function_words
    return offsets.size - 1, count, count, logged


def _make(key: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The functions that Python calls; ``key`` is closed over for the cache (see ``compilation``)."""

    @cached_jit
    def scan(data, offsets, valid, tables, words, forms, longest, first, found, counts, log):  # type: ignore[no-untyped-def]
        """Read posts from ``first`` on.

        Parameters
        ----------
        data : ndarray of uint8
            UTF-8 of all posts.
        offsets : ndarray of int64, shape (n + 1,)
            Where each post starts and the last ends.
        valid : ndarray of bool, shape (n,) or (0,)
            Posts that have a text; empty if all have.
        tables : Codepoints
        words, forms : Words, Forms
        longest : int
            Code points of the longest word that must be kept whole.
        first : int
            Post to start with.
        found, counts, log : Found, Counts, TokenLog
            Filled in.

        Returns
        -------
        next_post, matches, wanted, tokens : int
            The first post that was not finished because ``found`` is full (n if all were), the matches of the posts before
            it, the room in ``found`` that this post would have needed, and how many tokens were logged.
        """
        if key < 0:
            raise ValueError
        return _scan(data, offsets, valid, tables, words, forms, longest, first, found, counts, log)

    @cached_jit
    def fill(words, forms, keys, children):  # type: ignore[no-untyped-def]
        """Fill the hash tables: words that are written down in ``words``, edges ``keys`` to ``children``."""
        if key < 0:
            raise ValueError
        enter_words(words)
        enter_edges(keys, children, forms)

    return scan, fill


scan, fill = _make(fingerprint())
