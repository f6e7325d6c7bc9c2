"""What docs/contracts.md names is there."""

import re
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = (CHECKOUT / "docs" / "contracts.md").read_text("utf-8")


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:contracts|dashboard)/[\w./*]*)`", PAGE)
    assert named
    assert [path for path in named if not list(CHECKOUT.glob(path))] == []


def test_every_module_that_the_page_names_is_there() -> None:
    named = re.findall(r"python -m ([\w.]+)", PAGE) + re.findall(r"^from ([\w.]+) import", PAGE, re.MULTILINE)
    assert named
    assert [module for module in named if find_spec(module) is None] == []


def test_every_example_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(\w+\.v\d[\w.]*\.json)`", PAGE)
    assert named
    assert [name for name in named if not (CHECKOUT / "contracts" / "examples" / name).is_file()] == []
