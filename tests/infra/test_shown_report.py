"""What a report looks like to people."""

import pytest

from contracts.examples import example
from contracts.report import Report
from infra.shown_report import show_report


def test_every_rep_check_cue_and_warning_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    report = example(Report)
    show_report(report)
    shown = capsys.readouterr().out
    assert report.sets
    for part in report.sets:
        assert f"{part.lift}, {len(part.reps)} rep" in shown
        for rep in part.reps:
            assert f"{rep.bottom_s:.2f} s" in shown
            assert all(check.rule.replace("_", " ") in shown for check in rep.checks)
            assert all(cue.text in shown and cue.why in shown for cue in rep.cues)
    assert all(f"Note: {warning}" in shown for warning in report.warnings)


def test_nobody_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    show_report(example(Report, "nobody"))
    assert "0 reps" in capsys.readouterr().out
