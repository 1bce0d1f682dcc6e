"""Write the example of this release: what an audit of Northtown says, as ``reports/example-<version>/``.

    python docs/release_example.py

``tests/test_wheel.py`` fails where it is not what the code writes.
"""

from __future__ import annotations

from pathlib import Path

import audit

#: What fits into a megabyte; all metrics together take half as much again.
METRICS = ("representation", "concentration", "markers", "labels", "coverage")
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Audit the sample and write the page, the findings and the table; the same bytes each time, on one machine."""
    samples = ROOT / "data_samples"
    findings = audit.run(samples / "northtown.csv", plan=samples / "audit.toml", metrics=METRICS, workers=1)
    folder = ROOT / "reports" / f"example-{audit.__version__}"
    folder.mkdir(exist_ok=True)
    (folder / "findings.json").write_text(findings.to_json(), encoding="utf-8", newline="")
    report = audit.Report(
        audit.Findings.read(folder / "findings.json")
    )  # as postaudit report makes it, from the file alone
    (folder / "findings.csv").write_text(report.csv(), encoding="utf-8", newline="")
    (folder / "report.html").write_text(report.html(), encoding="utf-8", newline="")
    print(folder.relative_to(ROOT))  # noqa: T201 - a script


if __name__ == "__main__":
    main()
