"""Answers over HTTP: where a gateway listens, and what lies behind it."""
