from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.loaders.hypertext import tokens
from audit.loaders.markup import Link, html_links, html_text, paragraphs, unescape


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("no markup", "no markup"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<p>one</p> \n <p>two</p>\n", "one\ntwo"),
        ("one<br>two<br/>three<br />four", "one\ntwo\nthree\nfour"),
        ("<p>one<br></p><p>two</p>", "one\ntwo"),
        ("one<br><br>two", "one\n\ntwo"),
        ("<P CLASS=x>one</P><DIV>two</DIV>three", "one\ntwo\nthree"),
        ("<ul><li>one</li><li>two</li></ul><ol><li>three<li>four</ol>five", "one\ntwo\nthree\nfour\nfive"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<blockquote><p>said</p></blockquote><p>answered</p>", "said\nanswered"),
        ("a <b>bold</b> word, half<i>way</i>", "a bold word, halfway"),
        ("long<wbr>word", "longword"),
        ("  a \n\t b  ", "a b"),
        ("a <b> b</b>", "a b"),
        ("<pre>  if x:\n    y</pre>after  this", "if x:\n    y\nafter this"),
        ("line one \n line two", "line one line two"),
    ],
)
def test_lines(html, text):
    assert html_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("AT&amp;T &lt;3 &quot;x&quot; &#39;y&#x27; caf&eacute;", "AT&T <3 \"x\" 'y' café"),
        ("<p>&amp;lt;b&amp;gt;</p>", "&lt;b&gt;"),  # escapes come off once
        ("<p>&lt;script&gt;x&lt;/script&gt;</p>", "<script>x</script>"),
        ("<p>&am<b></b>p;</p>", "&amp;"),  # cut by a tag it is no reference
        ("a&nbsp;b", "a\u00a0b"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("<p>\N{ZERO WIDTH JOINER}\U0001f3f3\ufe0f\u200d\U0001f308 שלום</p>", "\N{ZERO WIDTH JOINER}\U0001f3f3\ufe0f\u200d\U0001f308 שלום"),
    ],
)  # fmt: skip
def test_entities(html, text):
    assert html_text(html) == text


def test_links_keep_their_words():
    assert html_text('<p>See <a href="https://example.org/x" rel="nofollow">this page</a>.</p>') == "See this page."


def test_addresses_that_mastodon_hides_in_part_are_whole():
    html = (
        '<p>See <a href="https://example.org/a/long/path?q=1&amp;r=2" target="_blank"><span class="invisible">https://'
        '</span><span class="ellipsis">example.org/a/long</span><span class="invisible">/path?q=1&amp;r=2</span></a> now</p>'
    )
    assert html_text(html) == "See https://example.org/a/long/path?q=1&r=2 now"


def test_mentions_and_hashtags_of_mastodon():
    html = (
        '<p><span class="h-card"><a href="https://example.org/@someone" class="u-url mention">@<span>someone</span></a>'
        '</span> likes <a href="https://example.org/tags/Tea" class="mention hashtag" rel="tag">#<span>Tea</span></a></p>'
    )
    assert html_text(html) == "@someone likes #Tea"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<!-- hidden <b> -->b", "ab"),
        ("a<!-->b", "ab"),
        ("a<!-- never closed", "a"),
        ("<!DOCTYPE html><?xml version='1.0'?>a", "a"),
        ("a<script>var x = '<p>no</p>';</script>b<style>p {}</style>c", "abc"),
        ("a<SCRIPT type=x>no</Script >b", "ab"),
        ("a<script>never closed", "a"),
        ("a<script/>b</script>c", "ac"),
        ("a<template><p>no</p></template>b", "ab"),
        ("a</script>b", "ab"),
    ],
)
def test_what_no_reader_sees(html, text):
    assert html_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one<p>two <b>bold", "one\ntwo bold"),
        ("</p></b>one</div></div>", "one"),
        ("<b><i>crossed</b></i>", "crossed"),
        ("1 < 2 and 3 > 2, <3 </3 <> <!> <-", "1 < 2 and 3 > 2, <3 </3 <> <!> <-"),
        ('a <b title="1 > 0">c</b>', "a c"),
        ("a <b title='1 > 0'>c</b>", "a c"),
        ("a <b it's>c</b> it's", "a c it's"),
        ('a <a href="https://example.org>words</a> after', "a words after"),
        ('a <a href="https://exam', "a"),
        ("one</p", "one"),
        ("when x <y and more words", "when x <y and more words"),
        ("when a <b and more words", "when a <b and more words"),
        ("a<b/>c<b / >d", "acd"),
        ("a<b\nclass='x'\n>c", "ac"),
    ],
)
def test_broken_markup(html, text):
    assert html_text(html) == text


@pytest.mark.parametrize("alternative", [":blobcat:", "[smile]", "\U0001f600", "1\ufe0f\u20e3"])
def test_pictures_that_stand_for_a_character(alternative):
    assert html_text(f'a <img class="emoji" alt="{alternative}" src="x.png"> b') == f"a {alternative} b"
    assert html_text(f"a <img alt={alternative} src=x.png> b") == f"a {alternative} b"


def test_other_pictures_have_no_words():
    assert html_text('a <img alt="A cat on a chair" src="x.png"><img> b') == "a b"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p class="quote-inline">RE: <a href="x">y</a></p><p>own</p>', "own"),
        ('<p>own<span class="a quote-inline"><br>RE: <span>y</span> z</span></p><p>more</p>', "own\nmore"),
        ('<p class="quote-inline">RE: y<p>own</p>', "own"),
        ('<p class="quote-inline-not">RE: y</p>', "RE: y"),
    ],
)
def test_elements_left_out(html, text):
    assert html_text(html, without={"quote-inline"}) == text


def test_links():
    html = (
        '<a href="https://example.org/?a=1&amp;b=2" class="x y">one</a><A HREF=http://example.org/2>two</A>'
        "<a href='mailto:a@example.org'>three</a><a name=\"top\">four</a><a href='javascript:x'>five</a><abbr href=https://no>"
    )
    assert html_links(html) == [
        Link("https://example.org/?a=1&b=2", frozenset({"x", "y"})),
        Link("http://example.org/2", frozenset()),
    ]
    assert html_links("plain https://example.org") == []
    assert html_links(
        '<p class="hid"><a href="https://example.org/1">1</a></p><a href="https://example.org/2">2</a>', {"hid"}
    ) == [Link("https://example.org/2", frozenset())]


HOSTILE = [
    "<", "<a ", "<a", '<a href="', "<a href='", "<!--", "<!", "<script>", "</", "&", "&lt", "<p>", "<td>", " ", "<br>", "<pre> ",
    '="', "<a =\"<a ='", "<a =", "<?x", "<style", "</script", '<p class="quote-inline">', "<a/", "<script></script", "=", "\n",
    '<img alt="', "<x:y ", "<a ='>\"",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_takes_linear_time(piece):
    """Quadratic would be hours; the slowest of these takes a second or two for all four."""
    html = piece * (2**20 // len(piece) // (1 if piece == "<" else 4))
    for attack in (html, html + ">", "<a " + html, "<pre>" + html + "</pre>"):
        began = time.process_time()
        html_text(attack, without={"quote-inline"})
        html_links(attack)
        assert time.process_time() - began < 15, piece


@given(st.text(alphabet="<>/!-ab=p\"' &;\nscript"))
def test_any_string(html):
    text = html_text(html)
    assert text == text.strip()
    html_links(html)
    assert all(token.text or token.tag for token in tokens(html))


@given(st.text(alphabet=st.characters(exclude_characters="<&", exclude_categories=["Cs"])))
def test_text_without_markup_keeps_its_words(text):
    assert html_text(text).split() == text.split()
    assert html_text(f"<p>{text}</p>").split() == text.split()


def test_unescape_once():
    assert unescape("&amp;amp; &copy &bogus;") == "&amp; &copy &bogus;"


def test_paragraphs():
    assert paragraphs("a", None, "", "b") == "a\n\nb"
    assert paragraphs(None, "") is None
