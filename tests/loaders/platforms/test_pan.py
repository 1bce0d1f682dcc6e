from __future__ import annotations

from typing import Any

import audit
from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.pan import Pan

LOADER = Pan()


def document(**fields: Any) -> dict[str, Any]:
    return {
        "tag": "document", "within": "documents", "root": {"lang": "en"}, "attributes": {}, "text": "Good morning",
        "place": "", "file": "0a1b", **fields,
    }  # fmt: skip


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_a_folder_of_authors(tmp_path):
    for name in ("0a1b", "2c3d"):
        (tmp_path / f"{name}.xml").write_text(
            '<author lang="es">\n\t<documents>\n\t\t<document><![CDATA[Good &amp; <3]]></document>\n'
            "\t\t<document><![CDATA[morning]]></document>\n\t</documents>\n</author>"
        )
    found = audit.load(tmp_path).to_table(keep_ids=True).to_pylist()
    assert [(each["author_id"], each["text"], each["lang"]) for each in found] == [
        ("0a1b", "Good & <3", "es"),
        ("0a1b", "morning", "es"),
        ("2c3d", "Good & <3", "es"),
        ("2c3d", "morning", "es"),
    ]


def test_the_first_years(tmp_path):
    path = tmp_path / "0a1b.xml"
    path.write_text(
        '<author type="blog" lang="en" age_group="20s" gender="female"><conversations count="1">'
        '<conversation id="x9"><![CDATA[<p>Good<br/>morning</p>]]></conversation></conversations></author>'
    )
    (found,) = audit.load(path).to_table(keep_ids=True).to_pylist()
    assert dict(found["attributes"]) == {"gender": "female", "age_group": "20s"}
    assert (found["post_id"], found["text"]) == ("x9", "Good\nmorning")


def test_documents_without_text():
    assert only(document(text=None))[WARNINGS] == ("empty_text",)
    assert only(document(text=None, attributes={"id": "5", "url": "https://example.org"})).reason == "missing_text"
    assert only(document(text=5)).reason == "bad_type"
    assert only(document(tag="note")) == Skip("other object")
    assert only("x").reason == "bad_type"


def test_neighbours():
    assert not LOADER.recognises([document(root={})])
    assert not LOADER.recognises([document(), document(within="posts")])
