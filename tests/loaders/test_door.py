"""The door: pseudonyms that nobody can look up, clusters that stay the same, fingerprints that know no order."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from audit.loaders.door import Fingerprint, admit, new_key
from audit.posts import BUCKETS

KEY, OTHER = b"a key of 16 byte", b"another 16 bytes"


def batch(**columns):
    types = {"text": pa.large_string(), "created_at": pa.timestamp("us", tz="UTC"), "mentions": pa.list_(pa.string())}
    arrays = [pa.array(values, types.get(name)) for name, values in columns.items()]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def test_authors_become_pseudonyms_and_clusters_stay():
    posts = batch(author_id=["ann", "bob", None, "ann"], text=["a", "b", "c", "d"])
    first, second = admit(posts, KEY), admit(posts, OTHER)
    ids = first.table.column("author_id").to_pylist()
    assert ids[0] == ids[3] != ids[1]
    assert ids[2] is None
    assert "ann" not in ids
    assert set(ids) - {None} != set(second.table.column("author_id").to_pylist()) - {None}
    assert (first.author_key == second.author_key).all()
    assert first.has_author.tolist() == [True, True, False, True]


def test_original_ids_only_when_asked():
    posts = batch(author_id=["ann"], text=["a"])
    assert admit(posts, None).table.column("author_id").to_pylist() == ["ann"]


def test_named_accounts_are_pseudonymised_like_authors():
    posts = batch(author_id=["ann", "bob"], text=["a", "b"], mentions=[["bob", "cat"], None])
    table = admit(posts, KEY).table
    named = table.column("mentions").to_pylist()
    assert named[0][0] == table.column("author_id").to_pylist()[1]
    assert named[1] is None
    assert "cat" not in named[0]


def test_posts_without_author_cluster_by_text_so_that_a_copy_is_no_new_voice():
    admitted = admit(batch(author_id=[None, None, None], text=["same", "same", "other"]), KEY)
    assert admitted.author_key[0] == admitted.author_key[1] != admitted.author_key[2]


def test_buckets_are_even():
    admitted = admit(batch(author_id=[f"user{number}" for number in range(64_000)], text=["x"] * 64_000), KEY)
    counted = np.bincount((admitted.author_key % BUCKETS).astype(int), minlength=BUCKETS)
    # chi-square with 127 degrees of freedom: mean 127, standard deviation 16
    assert np.sum((counted - 500) ** 2 / 500) < 127 + 5 * 16


def test_fingerprint_knows_no_order_and_no_split_but_every_change():
    rows = {"post_id": ["1", "2", "3"], "text": ["a", "b", None], "author_id": ["x", None, "y"], "likes": [1, None, 0]}
    whole = admit(batch(**rows), KEY).fingerprint()
    turned = admit(batch(**{name: values[::-1] for name, values in rows.items()}), OTHER).fingerprint()
    parts = [
        admit(batch(**{name: values[i : i + 1] for name, values in rows.items()}), KEY).fingerprint() for i in range(3)
    ]
    assert whole == turned == parts[0] + parts[1] + parts[2]
    for name, changed in (("text", ["a", "b", ""]), ("likes", [1, 0, 0]), ("author_id", ["x", "z", "y"])):
        assert admit(batch(**{**rows, name: changed}), KEY).fingerprint() != whole
    assert len(whole.hex()) == 32
    assert Fingerprint() + whole == whole


def test_swapping_a_value_between_two_posts_changes_the_fingerprint():
    one = admit(batch(post_id=["1", "2"], text=["a", "b"]), KEY).fingerprint()
    other = admit(batch(post_id=["1", "2"], text=["b", "a"]), KEY).fingerprint()
    assert one != other


def test_later_and_edited_versions_are_greater():
    moments = [1_600_000_000_000_000, 1_600_000_001_000_000, 1_600_000_000_000_000]
    admitted = admit(
        batch(post_id=["1"] * 3, text=["a", "b", "c"], created_at=moments, edited=[False, False, True]), KEY
    )
    first, later, edited = admitted.version.tolist()
    assert first < later < edited


def test_equal_posts_have_equal_versions():
    admitted = admit(batch(post_id=["1", "1"], text=["a", "a"]), KEY)
    assert admitted.version[0] == admitted.version[1]


def test_sliced_batches_and_no_posts():
    posts = batch(author_id=["ann", "bob", "cat"], text=["a", "b", "c"], mentions=[["x"], ["y"], []])
    cut = admit(posts.slice(1, 2), KEY)
    assert (cut.author_key == admit(posts, KEY).author_key[1:]).all()
    assert len(cut.table.column("mentions")) == 2
    assert admit(posts.slice(0, 0), KEY).fingerprint() == Fingerprint()


def test_keys_are_random():
    assert new_key() != new_key()
    assert len(new_key()) == 16
