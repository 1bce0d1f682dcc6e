"""Our weights against those of the package balance, on its tutorial data.

    pip install balance && python benchmarks/weights_against_balance.py

In an environment of its own: on Python 3.11 balance asks for older scikit-learn and numpy than postaudit. Says so and
leaves with 0 where balance is not installed. Of postaudit only the statistics are used, which need numpy and scipy alone.
"""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import warnings
from pathlib import Path
from types import ModuleType

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from audit.statistics.weighting import kish_design_effect, poststratify, rake

VARIABLES = ["gender", "age_group"]


def main() -> int:
    """Print both sides of every figure; 1 if a pair differs."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import balance
    except ImportError:
        print("skipped: balance is not installed")
        return 0
    print(f"balance {balance.__version__}")
    return 1 if any([_compared(balance, "poststratify", 1e-9), _compared(balance, "rake", 1e-4)]) else 0


def _compared(balance: ModuleType, method: str, tolerance: float) -> bool:
    """Whether the two differ by more than the tolerance, relative; balance's raking stops at a gap of about 1e-5."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        target, sample = balance.load_data()
        ours = balance.Sample.from_frame(sample, outcome_columns=["happiness"])
        theirs = ours.set_target(balance.Sample.from_frame(target, outcome_columns=["happiness"]))
        adjusted = theirs.adjust(method=method, variables=VARIABLES)
        expected = adjusted.weights().df.iloc[:, 0].to_numpy(dtype=float)
        expected_effect = float(adjusted.weights().design_effect())
    groups = {name: sorted(target[name].fillna("not stated").unique()) for name in VARIABLES}
    codes = [_codes(each, groups) for each in (sample, target)]
    shape = tuple(len(each) for each in groups.values())
    counts, population = (np.bincount(each, minlength=np.prod(shape)).reshape(shape) for each in codes)
    if method == "poststratify":
        weights = poststratify(counts, population)
    else:
        weights = rake(counts, [population.sum(axis=1), population.sum(axis=0)]).weights
    found, happiness = weights.ravel()[codes[0]], sample["happiness"].to_numpy()
    worst = float(np.abs(found / (expected / expected.mean()) - 1).max())
    effect = kish_design_effect(found)
    print(
        f"{method}: weights differ by {worst:.1e} at most; design effect {effect:.6f} and {expected_effect:.6f};",
        end=" ",
    )
    print(f"mean {np.average(happiness, weights=found):.4f} and {np.average(happiness, weights=expected):.4f}")
    return worst > tolerance * 10 or abs(effect - expected_effect) > tolerance


def _codes(frame, groups):
    index = [frame[name].fillna("not stated").map({g: i for i, g in enumerate(groups[name])}) for name in VARIABLES]
    return (index[0] * len(groups[VARIABLES[1]]) + index[1]).to_numpy()


if __name__ == "__main__":
    sys.exit(main())
