"""The loop: bytes in, matches and counts out, no Python object per post."""

# Types are inferred by numba, which knows more of them than annotations could say.
# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="assignment"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from audit.text.arrays import (
    CAPITAL_ROW,
    END_ROW,
    FUNCTION_WORD,
    IN_FORM,
    LAYERS_ROW,
    PROFANITY,
    START_ROW,
    WHOLE,
    WORD_ROW,
)
from audit.text.codepoints import (
    AT,
    DIGIT,
    EMOJI,
    HASH,
    IGNORABLE,
    KIND,
    LINE_END,
    LOWER,
    MARK,
    REGIONAL,
    SENTENCE_END,
    SEPARATOR,
    SINGLE,
    SPACE,
    UPPER,
)
from audit.text.compilation import cached_jit, fingerprint, jit
from audit.text.matching import (
    enter_edges,
    enter_pairs,
    enter_words,
    find,
    find_piece,
    hash_plain,
    hash_word,
    holds_look_alike,
    match,
    may_be_known,
    may_go_on,
    without_tones,
    write_down,
)
from audit.text.octets import SEED, hash_pieces, mixed, piece
from audit.text.reading import handle_end, look, read_emoji, read_word, stands_alone

#: Longest match in words: eight words of a pattern around a form of eight. A run of known words longer than RUN is
#: matched in pieces that overlap by this.
WINDOW, RUN = 16, 1024
#: Letters that stand alone one after the other from which on they may be a word.
SPACED_OUT = 4

# What a byte is to the short way through words of ASCII. Below GAP it is part of one: bit 0 for a letter, 0x20 for a
# capital. GAP is nothing; ENDS ends a word and means something of its own; DELICATE may change the word before it.
GAP, ENDS, DELICATE = 0x40, 0x41, 0x42


@jit
def sort_bytes(kinds, sorts):
    """Write down what each byte is to the short way through words of ASCII."""
    for byte in range(128, 256):
        sorts[byte] = DELICATE
    for byte in range(128):
        sorts[byte] = DELICATE
        kind = kinds[byte] & KIND
        if kind == LOWER:
            sorts[byte] = 0x01
        elif kind == UPPER:
            sorts[byte] = 0x21
        elif kind == DIGIT:
            sorts[byte] = 0x02
        elif kind == SPACE or (kind == SEPARATOR and byte != 0x5F and byte != 0x3A):
            sorts[byte] = GAP
        elif kind == HASH or kind == SENTENCE_END or kind == LINE_END or byte == 0x5F:
            sorts[byte] = ENDS


@jit
def _scan(data, offsets, valid, tables, words, forms, first, found, counts, log, word, run, cursor, sorts):
    kinds, folds, expansion_starts, expansion, combining = tables
    bits, slots, word_starts, codepoints, uses = words
    edges, edge_bits, nodes, roots, numbers, pairs = forms
    counted_tokens, counted_letters, counted_latin, counted_function, counted_profanity, counted_disguised = counts
    log_room = log.post.size
    count, logged, logged_codes = 0, 0, 0

    for post in range(first, offsets.size - 1):
        count_before = count
        begin, end = offsets[post], offsets[post + 1]
        if valid.size and not valid[post]:
            end = begin
        position, broken, length_of_run, starts, pending = begin, False, 0, 0, 0
        hashtag = end < begin  # false; a constant would have numba compile read_word once more for it
        tokens, letters, latin_letters, function_words = 0, 0, 0, 0
        disguised, singles, profanity = 0, 0, 0
        while True:
            if position >= end:  # the run that the post ends in, matched by the same call as all others
                if length_of_run == 0:
                    break
                broken, use = True, 0
            else:
                byte = data[position]
                sort = sorts[byte]
                if sort == GAP:
                    position += 1
                    hashtag = False
                    continue
                start, token_end, length, tones, value = position, position, 0, 0, SEED
                in_one = False
                capital = sort == 0x21
                read = False
                if sort < GAP and not hashtag:  # a word of ASCII letters and digits, as most are
                    length, more, folded = piece(data, position, end)
                    value = mixed(value, folded)
                    position += length
                    step = length
                    while step == 8 and position < end:
                        step, more_letters, folded = piece(data, position, end)
                        if step > 0:
                            value = mixed(value, folded)
                            length += step
                            more += more_letters
                            position += step
                    sort = GAP
                    if position < end:
                        byte = data[position]
                        sort = sorts[byte]
                    following = data[position + 1] if position + 1 < end else np.uint8(0x20)
                    if sort == DELICATE and byte == 0x3A:
                        read = following != 0x2F
                    elif sort == DELICATE and byte == 0x27:
                        read = following < 128 and sorts[following] >= GAP
                    else:
                        read = sort != DELICATE and not (byte == 0x2E and length == 3 and data[start] | 0x20 == 0x77)
                    if more > 1 and more < length:  # letters and digits: the short way sees them all
                        write_down(word, length, data, start)
                        disguised += holds_look_alike(word, length, data, start, begin)
                    singles = singles + 1 if length == 1 and more == 1 else 0
                    if singles == SPACED_OUT:
                        disguised += 1
                    if byte != 0x20 and position < end:  # @ $ ! | between letters
                        symbol = byte == 0x40 or byte == 0x24 or byte == 0x21 or byte == 0x7C
                        disguised += symbol and following < 128 and sorts[following] & 1 and sorts[following] < GAP
                    if read:
                        in_one = length <= 8
                        letters += more
                        latin_letters += more
                        token_end = position
                        position += sort == GAP and position < end  # the space after a word, as there mostly is
                    else:
                        position = start
                if not read:
                    code, width, entry = look(data, position, end, kinds)
                    kind = entry & KIND
                    folded_code = stands_alone(data, position, end, kinds, folds, code, width, kind)
                    if folded_code > 0:  # a word of one letter, as most are where no spaces stand between words
                        position += width
                        word[0], length, token_end, capital = folded_code, 1, position, False
                        letters += 1
                        latin_letters += entry >> 4 & 1
                    elif LOWER <= kind <= DIGIT or kind == SINGLE:
                        position, token_end, length, more, more_latin, left_out = read_word(
                            data, position, end, kinds, folds, expansion_starts, expansion, combining, word, hashtag
                        )
                        if left_out:
                            broken, hashtag = True, False
                            continue
                        letters += more
                        latin_letters += more_latin
                        capital = kind == UPPER
                    elif kind == EMOJI or kind == REGIONAL:
                        position, length, tones = read_emoji(data, position, end, kinds, word)
                        token_end, hashtag, capital = position, False, False
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
                    value = hash_pieces(word, 0, min(length, word.size))

                tokens += 1
                if logged < log_room:
                    log.post[logged] = post
                    log.start[logged] = start - begin
                    log.end[logged] = token_end - begin
                    log.after_break[logged] = broken
                    log.in_hashtag[logged] = hashtag
                    log.word[logged] = (
                        hash_plain(data, start, length) if read else hash_word(word, 0, min(length, word.size))
                    )
                    if log.codepoint.size > 0:
                        if read:
                            write_down(word, length, data, start)
                        for i in range(length):
                            log.codepoint[logged_codes + i] = word[i]
                        logged_codes += length
                        log.word_end[logged] = logged_codes
                    logged += 1
                known = -1
                if may_be_known(value, bits):
                    if in_one:
                        known = find_piece(value, slots)
                    else:
                        if read:
                            write_down(word, length, data, start)
                        known = find(word, length, value, slots, word_starts, codepoints)
                if known < 0 and tones > 0:
                    length = without_tones(word, length)
                    value = hash_pieces(word, 0, min(length, word.size))
                    known = find(word, length, value, slots, word_starts, codepoints)
                use = 0
                if known >= 0:
                    use = np.int64(uses[known])
                    if use & FUNCTION_WORD:
                        function_words += 1
                    profanity += (use & PROFANITY) != 0
            if length_of_run > 0 and (broken or not use & IN_FORM or length_of_run == RUN):
                stop = length_of_run
                if length_of_run == RUN and not broken and use & IN_FORM:
                    stop -= WINDOW
                if starts & 3 or length_of_run == RUN:
                    count = match(
                        starts,
                        run,
                        length_of_run,
                        stop,
                        cursor,
                        edges,
                        edge_bits,
                        nodes,
                        roots,
                        numbers,
                        post,
                        found,
                        count,
                    )
                keep = length_of_run if stop == length_of_run else min(cursor[0], cursor[1], cursor[2])
                for i in range(keep, length_of_run):
                    for row in range(5):
                        run[row, i - keep] = run[row, i]
                for layer in range(3):
                    cursor[layer] -= keep
                length_of_run -= keep
            broken = False
            if not use & IN_FORM or (length_of_run == 0 and not use & 7):
                continue
            if length_of_run == 0:
                starts = 0
                for layer in range(3):
                    cursor[layer] = 0
            elif pending and may_go_on(run[WORD_ROW, length_of_run - 1], known, pairs):
                run[LAYERS_ROW, length_of_run - 1] |= pending
                starts |= pending
            layers = use >> WHOLE & 3
            pending = use & 3 & ~layers
            layers |= use & 4
            starts |= layers
            run[LAYERS_ROW, length_of_run] = layers
            run[WORD_ROW, length_of_run] = known
            run[START_ROW, length_of_run] = start - begin
            run[END_ROW, length_of_run] = token_end - begin
            run[CAPITAL_ROW, length_of_run] = capital
            length_of_run += 1

        if count > found.shape[0]:
            return post, count_before, count, logged
        counted_tokens[post] = tokens
        counted_letters[post] = letters
        counted_latin[post] = latin_letters
        counted_function[post] = function_words
        counted_profanity[post] = profanity
        counted_disguised[post] = disguised
    return offsets.size - 1, count, count, logged


def _make(key: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The functions that Python calls; ``key`` is closed over for the cache (see ``compilation``)."""

    @cached_jit
    def scan(data, offsets, valid, tables, words, forms, longest, first, found, counts, log):
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
        found : ndarray of int32, shape (room, 7)
            Filled in with matches, in order of post; columns as in ``arrays``.
        counts, log : Counts, TokenLog
            Filled in.

        Returns
        -------
        next_post, matches, wanted, tokens : int
            The first post that was not finished because ``found`` is full (n if all were), the matches of the posts before
            it, the room in ``found`` that this post would have needed, and how many tokens were logged.
        """
        if key < 0:
            raise ValueError
        word = np.empty(longest + 2, np.int32)  # two more, for a possessive that is cut off after it was read
        run = np.empty((5, RUN), np.int32)
        cursor, sorts = np.zeros(3, np.int64), np.empty(256, np.uint8)
        sort_bytes(tables.kind, sorts)
        return _scan(data, offsets, valid, tables, words, forms, first, found, counts, log, word, run, cursor, sorts)

    @cached_jit
    def fill(words, forms, keys, children, pairs):
        """Fill the hash tables: words that are written down in ``words``, edges ``keys`` to ``children``, pairs of words."""
        if key < 0:
            raise ValueError
        enter_words(words)
        enter_edges(keys, children, forms.edge, forms.edge_filter)
        enter_pairs(pairs, forms.pair)

    return scan, fill


scan, fill = _make(
    fingerprint("arrays.py", "codepoints.py", "compilation.py", "kernel.py", "matching.py", "octets.py", "reading.py")
)
