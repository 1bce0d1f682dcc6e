"""The manual page says what the commands say, and formatters take it without a warning."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from audit.cli.commands import cli

PAGE = Path(__file__).parents[2] / "docs" / "postaudit.1"


def formatted(*command: str) -> subprocess.CompletedProcess[str]:
    if shutil.which(command[0]) is None:
        pytest.skip(f"there is no {command[0]} here")
    return subprocess.run([*command, str(PAGE)], capture_output=True, text=True, check=False)


def test_every_command_and_option_is_in_it():
    text = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    for name, command in cli.commands.items():
        [section] = re.findall(rf'^\.SS "postaudit {name} .*?(?=^\.S[SH] )', text, re.MULTILINE | re.DOTALL)
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert option in section, (name, option)


def test_groff_formats_it_without_a_warning():
    told = formatted("groff", "-man", "-Tutf8", "-ww", "-z")
    assert (told.returncode, told.stderr) == (0, "")


def test_mandoc_finds_no_fault():
    told = formatted("mandoc", "-T", "lint", "-W", "warning")
    faults = [line for line in (told.stdout + told.stderr).splitlines() if "missing date" not in line]
    assert not faults
