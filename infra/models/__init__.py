"""Which models there are, which are chosen, and how fast they are."""
