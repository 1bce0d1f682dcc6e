"""Counts of authors by group that may be passed on alone: differentially private, by OpenDP, in a file of their own.

Whoever sees them learns of one author at most a factor ``exp(epsilon)``, whatever else is known. That holds of this file.
The report beside it prints exact counts, which are protected by hiding small groups and by nothing else.

References
----------
Dwork, C., McSherry, F., Nissim, K. & Smith, A. (2006). Calibrating noise to sensitivity in private data analysis. TCC.
Ghosh, A., Roughgarden, T. & Sundararajan, M. (2009). Universally utility-maximizing privacy mechanisms. STOC.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.errors import OutputError, PlanError, both_ways
from audit.pipeline import Audit
from audit.plan import Plan
from audit.plan_resources import read_benchmarks
from audit.provenance import now
from audit.tally import Tally

FILE, LEDGER = "released_counts.json", "privacy_spend.jsonl"
_METRIC = "representation"
#: Draws noise of this scale onto counts.
Noise = Callable[[Sequence[int], float], list[int]]


def release_of(result: Audit, folder: Path) -> dict[str, Any] | None:
    """Noisy counts, if the plan releases any; see :func:`released`."""
    if result.plan is None or result.plan.release.epsilon is None:
        return None
    return released(result, folder, time=now())


def released(result: Audit, folder: Path, *, noise: Noise | None = None, time: str) -> dict[str, Any]:
    """Draw noisy counts, and write down in the ledger of a folder that they were drawn.

    Parameters
    ----------
    result : Audit
        Its plan has ``release.epsilon``.
    folder : Path
        Where reports go: the ledger lies there, and counts what is spent on the same posts.
    noise : callable, optional
        OpenDP's discrete Laplace if not given.
    time : str
        For the ledger.

    Returns
    -------
    dict
        Plain data, the content of ``released_counts.json``. Another call gives other counts, and spends again.

    Raises
    ------
    PlanError
        OpenDP is not installed; authors are unknown; or the plan names no groups.
    OutputError
        The ledger cannot be written: then nothing is released.
    """
    plan = result.plan or Plan()
    epsilon = plan.release.epsilon
    if epsilon is None:
        raise ValueError("the plan releases nothing")
    draw, library = (noise, "given") if noise else (_laplace(), f"opendp {metadata.version('opendp')}")
    counts, left_out = counted(result.tally, plan)
    scale = len(counts) / epsilon
    fingerprint = str(result.findings.dataset["fingerprint"])
    before = _spend(folder, {"time": time, "fingerprint": fingerprint, "epsilon": epsilon})
    return {
        "format": "postaudit released counts 1",
        "epsilon": epsilon,
        "epsilon_spent_on_these_posts": before + epsilon,
        "mechanism": f"discrete Laplace of scale {scale:g} on each count",
        "unit": "one author, with all posts: whether that author is in the data changes no probability by more than exp(epsilon)",
        "contribution_bound": "an author counts in one group of each attribute; the attributes share epsilon evenly",
        "library": library,
        "reproducible": False,
        "note": "Noise is drawn from the system: each run gives other counts, may give negative ones, and spends epsilon again."
        " The report beside this file prints exact counts: only this file has the guarantee, and only where it goes alone.",
        "authors": {
            attribute: dict(zip(groups, draw(list(groups.values()), scale), strict=True))
            for attribute, groups in counts.items()
        },
        "not_released": left_out,
    }


def counted(tally: Tally, plan: Plan) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
    """Authors in each group that the plan or its benchmark names, each author in one group of an attribute.

    Returns
    -------
    dict
        Attribute to group to authors. Which groups there are does not follow from the data.
    dict
        Attribute to the reason why it is left out.

    Raises
    ------
    PlanError
        Nothing can be counted so.
    """
    benchmarks = read_benchmarks(plan)
    counts: dict[str, dict[str, int]] = {}
    left_out: dict[str, str] = {}
    for attribute, group in sorted(plan.groups.items()):
        margins = benchmarks[attribute].margins[attribute] if attribute in benchmarks else {}
        names = sorted({*group.values, *margins})
        sets = [tally.authors.get((_METRIC, attribute, "authors", each)) for each in names]
        if attribute in plan.inference:
            left_out[attribute] = "it is inferred, and no count of authors is kept of it"
        elif not names:
            left_out[attribute] = (
                "neither the plan nor a benchmark says which groups it has, and the data may not say it"
            )
        elif any(each is not None and each.level for each in sets):
            left_out[attribute] = "there are so many authors that a group is a sample of them"
        else:
            taken: npt.NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
            counts[attribute] = {}
            for name, each in zip(names, sets, strict=True):
                if each is not None:
                    each.compact()
                keys = np.zeros(0, dtype=np.uint64) if each is None else np.setdiff1d(each.keys, taken)
                counts[attribute][name] = len(keys)
                taken = np.union1d(taken, keys)
    if not counts or not len(tally.author_posts):
        why = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())
        raise PlanError(
            f"There are no counts of authors to release{f' ({why})' if why else ''}.",
            hint="Posts need authors, and the plan groups: [groups.gender] column and values, or a benchmark.",
        )
    return counts, left_out


def check_can_release(plan: Plan) -> None:
    """Say before posts are read that noise cannot be drawn.

    Raises
    ------
    PlanError
        The plan asks for a release and OpenDP is not installed.
    """
    if plan.release.epsilon is not None:
        _laplace()


def _laplace() -> Noise:
    try:
        import opendp.prelude as dp
    except ImportError:
        raise PlanError(
            "Releasing counts under differential privacy needs OpenDP, which is not installed.",
            hint="pip install 'postaudit[privacy]' (265 MB on disk), or leave out"
            f" {both_ways('--epsilon 1', release={'epsilon': 1})}.",
        ) from None
    dp.enable_features("contrib")

    def draw(counts: Sequence[int], scale: float) -> list[int]:
        space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
        mechanism = dp.m.make_laplace(*space, scale=scale)
        return [int(each) for each in mechanism(list(counts))]

    return draw


def _spend(folder: Path, entry: dict[str, Any]) -> float:
    """Add to the ledger, before anything is drawn; what was spent on the same posts so far."""
    path = folder / LEDGER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(json.dumps(entry, sort_keys=True) + "\n")
        return float(sum(each["epsilon"] for each in known if each["fingerprint"] == entry["fingerprint"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "is no ledger"
        raise OutputError(
            f"{path}: what is spent cannot be written down: {reason}. Nothing was released.",
            hint="Mend or move it away: it says what was released of which posts.",
        ) from None


def as_file(content: Mapping[str, Any]) -> bytes:
    """The bytes of ``released_counts.json``."""
    return (json.dumps(dict(content), indent=1, ensure_ascii=False) + "\n").encode()
