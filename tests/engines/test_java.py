"""Which Java is taken, by what a folder says of itself in ``release``, as every build of OpenJDK since 9 does."""

from __future__ import annotations

import pytest

from audit.engines.java import find_java, java_version
from audit.errors import PlanError

ALL = "java.base java.logging jdk.incubator.vector jdk.unsupported"


@pytest.fixture
def java(tmp_path, monkeypatch):
    """Make a folder that looks like a Java."""
    monkeypatch.delenv("JAVA_HOME", raising=False)

    def make(version: str, modules: str = ALL, *, program: bool = True):
        home = tmp_path / f"java-{version}-{len(modules)}"
        (home / "bin").mkdir(parents=True)
        (home / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\nMODULES="{modules}"\n')
        if program:
            (home / "bin" / "java").touch()
            (home / "bin" / "java.exe").touch()
        return home

    return make


@pytest.mark.parametrize(
    ("said", "version"), [("17.0.15", 17), ("21", 21), ("1.8.0_402", 8), ("25.0.3", 25), ("11.0.2", 11)]
)
def test_the_version_is_what_the_folder_says(java, said, version):
    assert java_version(java(said)) == version


def test_those_spark_is_tested_with_come_first(java):
    homes = [java(each) for each in ("25.0.3", "17.0.15", "11.0.2", "21.0.4")]
    assert find_java(homes) == homes[3]
    assert find_java(homes[:3]) == homes[1]
    assert find_java(homes[:1]) == homes[0]


def test_java_home_is_taken_where_it_can_be(java, monkeypatch):
    newest, said, old = java("21.0.4"), java("17.0.15"), java("1.8.0_402")
    monkeypatch.setenv("JAVA_HOME", str(said))
    assert find_java([newest]) == said
    monkeypatch.setenv("JAVA_HOME", str(old))
    assert find_java([newest]) == newest


def test_a_runtime_without_the_module_spark_starts_with_is_passed_over(java):
    small, whole = java("21.0.4", "java.base java.logging"), java("17.0.15")
    assert find_java([small, whole]) == whole


def test_none_at_all_says_what_to_install(java, tmp_path):
    with pytest.raises(PlanError, match="none was found") as caught:
        find_java([tmp_path / "nowhere", java("17.0.15", program=False)])
    assert "openjdk-17-jre-headless" in caught.value.hint
    with pytest.raises(PlanError, match="There is Java 8, 11, which cannot run it"):
        find_java([java("11.0.2"), java("1.8.0_402")])
