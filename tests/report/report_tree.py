"""A page taken apart, and what no page of ours may hold."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

VOID = {"meta", "br", "img", "link", "input", "hr", "col"}


class Tree(HTMLParser):
    """What a page is made of: elements with their attributes, headings, and text, in order."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.headings = []
        self.styles = []
        self.open = []
        self.text = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append([int(tag[1]), ""])

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.styles.append(data)
            return
        self.text.append(data)
        if self.headings and any(re.fullmatch("h[1-6]", each) for each in self.open):
            self.headings[-1][1] += data

    @property
    def shape(self):
        """Elements and the names of their attributes, without what the attributes say.

        The list of words, and links to it, are left out: which words a page explains goes by the words that stand in it.
        """
        return [(tag, tuple(sorted(attributes))) for tag, attributes in self.elements if not explains(tag, attributes)]


def explains(tag, attributes):
    """Whether an element is a link to the list of words of the page, or a part of that list, and nothing else."""
    if tag == "a":
        return set(attributes) == {"class", "href"} and bool(re.fullmatch("#word-[a-z]+", attributes["href"]))
    return (
        tag in ("dt", "dd")
        and list(attributes) == ["id"]
        and bool(re.fullmatch("(word|means)-[a-z]+", attributes["id"]))
    )


def inert(tree):
    ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in tree.elements:
        assert tag not in (
            "script",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "img",
            "link",
            "input",
            "a:href",
            "image",
        )
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in ("style", "src", "srcset", "action", "formaction", "background", "xlink:href")
            if name == "href":
                assert value.startswith("#")
                assert unquote(value[1:]) in ids
