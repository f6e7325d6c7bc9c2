"""Phones that film: their pictures become frames of a session, as a live source's do."""
