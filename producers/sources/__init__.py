"""Kinds of live sources, one a file: `takes(name)` says whether a name is of this kind, `source(name)` gives it."""
