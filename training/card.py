"""The card beside the bundled network: which file it is, and how much its spreads are stretched."""

import json
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parents[1] / "processors" / "lifting"
PLAIN: Final[dict[str, Any]] = {
    "spread_seen": 1.0,
    "spread_hidden": 1.0,
    "spread_angles": [1.0] * 7,
    "spread_margin": 1.0,
}
"""Nothing is stretched."""
_FILE: Final = FOLDER / "perfectform.json"


def read() -> dict[str, Any]:
    """Read it."""
    card: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return card


def write(card: dict[str, Any]) -> None:
    """Write it anew."""
    _FILE.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
