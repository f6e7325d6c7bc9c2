"""What a report looks like to people."""

import re

import pytest

from contracts.examples import example
from contracts.report import Report
from infra.results.shown_report import show_report


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


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_terminal_that_is_narrow_is_told_everything_too(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(columns))
    report = example(Report)
    show_report(report)
    shown = re.sub(r"\s+", " ", re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out))
    for rep in (rep for part in report.sets for rep in part.reps):
        assert f"{rep.bottom_s:.2f} s" in shown
        assert all(check.rule.replace("_", " ") in shown for check in rep.checks)
        assert all(cue.text in shown for cue in rep.cues)


def test_nobody_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    show_report(example(Report, "nobody"))
    assert "0 reps" in capsys.readouterr().out
