"""The helpers beside the tests, under a name of their own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).parent

if "tests_fuzz" not in sys.modules:
    specification = importlib.util.spec_from_loader("tests_fuzz", loader=None, is_package=True)
    package = importlib.util.module_from_spec(specification)
    package.__path__ = [str(HERE)]
    sys.modules["tests_fuzz"] = package
