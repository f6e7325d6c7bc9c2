"""Which version of this program runs."""

from importlib.metadata import version
from typing import Final

VERSION: Final = version("perfectform")
