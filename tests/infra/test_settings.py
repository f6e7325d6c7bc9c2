"""A setting's value and where it comes from."""

import pytest
from click.testing import CliRunner

from infra.cli import main
from infra.settings import JPEG_QUALITY, MODELS, SETTINGS, SettingError, in_force
from processors.model_files import cache_folder


def test_the_default_counts_where_nothing_is_set() -> None:
    assert in_force(JPEG_QUALITY, {}) == (90, "default")


def test_the_environment_counts_before_the_default() -> None:
    assert in_force(JPEG_QUALITY, {"PERFECTFORM_JPEG_QUALITY": "75"}) == (75, "environment")


def test_an_empty_variable_is_none() -> None:
    assert in_force(JPEG_QUALITY, {"PERFECTFORM_JPEG_QUALITY": ""}) == (90, "default")


@pytest.mark.parametrize("text", ["high", "0", "101"])
def test_what_cannot_be_read_names_its_variable(text: str) -> None:
    with pytest.raises(SettingError, match="PERFECTFORM_JPEG_QUALITY: "):
        in_force(JPEG_QUALITY, {"PERFECTFORM_JPEG_QUALITY": text})


def test_the_models_folder_is_the_one_that_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_force(MODELS).value == str(cache_folder())
    monkeypatch.setenv("PERFECTFORM_MODELS", "elsewhere")
    assert in_force(MODELS).value == str(cache_folder()) == "elsewhere"


def test_names_and_variables_are_told_once() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    assert all(setting.env.startswith("PERFECTFORM_") for setting in SETTINGS)


def test_the_command_prints_each_with_its_source() -> None:
    shown = CliRunner().invoke(main, ["settings"], env={"PERFECTFORM_THREADS": "7"})
    assert shown.exit_code == 0
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in shown.stdout.splitlines()]
    for setting in SETTINGS:
        (row,) = [row for row in rows if row[0] == setting.name]
        assert setting.env in row
        assert ("environment" if setting.env == "PERFECTFORM_THREADS" else "default") in row


def test_a_wrong_variable_is_bad_input() -> None:
    refused = CliRunner().invoke(main, ["settings"], env={"PERFECTFORM_LOG_LEVEL": "loud"})
    assert refused.exit_code == 2
    assert "PERFECTFORM_LOG_LEVEL" in refused.stderr
