"""Addresses: which paths are one, and what of them is shown."""

from __future__ import annotations

import pytest

from audit.files.addresses import is_folded, name_of, parent_of, scheme_of, shown_address, without_query


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        ("s3://bucket/a.csv", "s3"),
        ("S3://bucket/a.csv", "s3"),
        ("hf://datasets/a/b/c.parquet", "hf"),
        ("memory://a", "memory"),
        ("git+ssh://a/b", "git+ssh"),
        ("simplecache::s3://bucket/a.csv", "simplecache"),
        ("C:\\posts\\a.csv", ""),
        ("C:/posts/a.csv", ""),
        ("C://posts/a.csv", ""),
        ("a:b.csv", ""),
        ("12:30 posts.csv", ""),
        ("a::b.csv", ""),
        ("folder/s3://a", ""),
        ("/s3://a", ""),
        ("//server/share/a.csv", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_what_is_an_address(path, scheme):
    assert scheme_of(path) == scheme


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://host/a/b.csv?X-Amz-Signature=abc&x=1#part", "https://host/a/b.csv"),
        ("https://user:word@host:8080/a.csv", "https://host:8080/a.csv"),
        ("https://token@host/a.csv", "https://host/a.csv"),
        ("https://host/a.csv?token", "https://host/a.csv"),
        ("HTTPS://host/a?b", "HTTPS://host/a"),
        ("s3://key:secret@bucket/a.csv", "s3://bucket/a.csv"),
        ("sftp://me@host/a@b.csv", "sftp://host/a@b.csv"),
        ("s3://bucket/part-?.csv", "s3://bucket/part-?.csv"),
        ("az://box/a.csv?sv=1&sig=abc", "az://box/a.csv"),
        ("abfs://box@account.dfs.core.windows.net/a.csv", "abfs://box@account.dfs.core.windows.net/a.csv"),
        ("abfs://box:key@account/a.csv", "abfs://account/a.csv"),
        ("zip://a.csv::https://user:word@host/a.zip?sig=1", "zip://a.csv::https://host/a.zip"),
        ("simplecache::https://user:word@host/a.zip?sig=1", "simplecache::https://host/a.zip"),
        ("a:b?c=d.csv", "a:b?c=d.csv"),
    ],
)
def test_what_is_shown(address, shown):
    assert shown_address(address) == shown


def test_parts_of_an_address():
    assert name_of("s3://bucket/a/b.csv") == "b.csv"
    assert name_of("s3://bucket/a%20b.csv") == "a%20b.csv"  # a key may hold any character
    assert name_of("https://host/a%20b.csv?sig=x") == "a b.csv"
    assert name_of("s3://bucket/") == "bucket"
    assert name_of("memory://") == "memory://"
    assert parent_of("s3://bucket/a/b.csv") == "s3://bucket/a"
    assert parent_of("https://host/a/b.csv?x=/y/z") == "https://host/a"
    assert parent_of("/a/b.csv") == "/a"
    assert without_query("s3://bucket/a?b=c") == "s3://bucket/a"
    assert is_folded("s3:/bucket/a")
    assert not any(map(is_folded, ("C:/a", "s3://bucket/a", "a:b")))
