"""Models compared on the same frames: runs of one session, side by side."""
