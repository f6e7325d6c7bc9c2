"""Which version of the program this is."""

from importlib.metadata import version
from typing import Final

RELEASE: Final = version("perfectform")
