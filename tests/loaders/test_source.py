import gzip
import hashlib
import io
import os
import pickle
import tarfile
import zipfile

import pytest

from audit.errors import SourceError
from audit.loaders import archives
from audit.loaders.source import expand

CSV = b"id,text\n1,good morning\n"


def content(source):
    with source.open() as stream:
        return stream.read()


def test_a_file_by_content_not_by_name(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_bytes(gzip.compress(CSV))
    (source,) = expand([path])
    assert (source.name, source.compression, source.found) == ("posts.csv", "gzip", False)
    assert content(source) == CSV
    assert source.sha256() == hashlib.sha256(path.read_bytes()).hexdigest()
    assert pickle.loads(pickle.dumps(source)) == source


def test_a_folder_is_read_in_order_and_says_what_it_leaves_out(tmp_path):
    for name in ("b.csv", "a/c.csv", ".hidden.csv", "README.md", "picture.png", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(CSV)
    sources = expand([tmp_path])
    assert [source.name.split("/", 1)[1] for source in sources] == ["b.csv", "a/c.csv"]
    assert len(sources.ignored) == 4
    assert all(source.found for source in sources)


def test_a_pattern(tmp_path):
    for name in ("part2.csv", "part1.csv", "other.txt"):
        (tmp_path / name).write_bytes(CSV)
    assert [source.name for source in expand([str(tmp_path / "part*.csv")])] == ["part1.csv", "part2.csv"]


def test_a_missing_file_names_the_nearest(tmp_path):
    (tmp_path / "tweets.csv").write_bytes(CSV)
    with pytest.raises(SourceError, match=r"Did you mean 'tweets.csv'"):
        expand([tmp_path / "tweet.csv"])


def test_a_pipe_is_kept_so_that_it_can_be_read_twice(tmp_path):
    read, write = os.pipe()
    os.write(write, CSV)
    os.close(write)
    (source,) = expand([f"/dev/fd/{read}"])
    os.close(read)
    assert content(source) == content(source) == CSV


def test_standard_input(monkeypatch):
    class Standard:
        buffer = io.BytesIO(gzip.compress(CSV))

    monkeypatch.setattr("sys.stdin", Standard)
    (source,) = expand(["-"])
    assert (source.name, content(source)) == ("stdin", CSV)


def zipped(path, members, **options):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members:
            archive.writestr(name, data, **options)
    return path


def tarred(path, members):
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize(("make", "name"), [(zipped, "a.zip"), (tarred, "a.tar"), (tarred, "a.tar.gz")])
def test_members_are_read_in_place(tmp_path, make, name):
    path = make(tmp_path / name, [("b.csv", CSV), ("a.csv.gz", gzip.compress(CSV)), ("notes.md", b"# no data")])
    sources = expand([path])
    assert [source.name for source in sources] == [f"{name}/a.csv.gz", f"{name}/b.csv"]
    assert [content(source) for source in sources] == [CSV, CSV]
    assert [why for _, why in sources.ignored] == ["not data by its name"]
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("member", ["../out.csv", "/etc/out.csv", "C:\\out.csv", "a/../../out.csv", "..\\out.csv"])
@pytest.mark.parametrize(("make", "name"), [(zipped, "a.zip"), (tarred, "a.tar.gz")])
def test_names_that_point_outside_are_refused(tmp_path, make, name, member):
    with pytest.raises(SourceError, match="outside"):
        expand([make(tmp_path / name, [(member, CSV)])])


def test_one_name_twice_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = zipped(tmp_path / "a.zip", [("a.csv", CSV), ("a.csv", CSV)])
    with pytest.raises(SourceError, match="twice"):
        expand([path])


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(tmp_path, kind):
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        info = tarfile.TarInfo("a.csv")
        info.type = kind
        info.linkname = "/etc/passwd"
        archive.addfile(info)
    with pytest.raises(SourceError, match="link or a device"):
        expand([path])


def test_an_encrypted_member_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", [("a.csv", CSV)])
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1  # the flag of the central directory
    path.write_bytes(data)
    with pytest.raises(SourceError, match="encrypted"):
        expand([path])


def test_a_damaged_archive_is_a_source_error(tmp_path):
    path = zipped(tmp_path / "a.zip", [("a.csv", CSV)])
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(SourceError, match="archive"):
        expand([path])


def test_pictures_do_not_count_as_data(tmp_path, monkeypatch):
    monkeypatch.setattr("audit.loaders.archives.LISTED", 50)
    pictures = [(f"{number}.jpg", b"x") for number in range(40)]
    path = zipped(tmp_path / "a.zip", [*pictures, ("a.csv", CSV)])
    monkeypatch.setattr(archives.refuse_count, "__defaults__", (10,))
    assert [content(source) for source in expand([path])] == [CSV]
    with pytest.raises(SourceError, match="more than 50"):
        expand([zipped(tmp_path / "b.zip", [*pictures, *((f"{number}.png", b"x") for number in range(20))])])
    with pytest.raises(SourceError, match="more than 10"):
        expand([zipped(tmp_path / "c.zip", [(f"{number}.csv", CSV) for number in range(11)])])


def test_an_archive_that_was_written_again_is_read_again(tmp_path):
    path = zipped(tmp_path / "a.zip", [("a.csv", CSV)])
    assert [content(source) for source in expand([path])] == [CSV]
    zipped(path, [("a.csv", CSV + CSV)])
    assert [content(source) for source in expand([path])] == [CSV + CSV]


def test_two_members_are_read_side_by_side(tmp_path):
    first, second = expand([zipped(tmp_path / "a.zip", [("a.csv", CSV), ("b.csv", CSV[::-1])])])
    with first.open() as one, second.open() as other:
        assert (
            one.read(3) + other.read(3) + one.read() + other.read() == CSV[:3] + CSV[::-1][:3] + CSV[3:] + CSV[::-1][3:]
        )


def test_nothing_at_all(tmp_path):
    with pytest.raises(SourceError, match="no data"):
        expand([tmp_path])
