"""Runs stages: in one process or as workers, a cut of the chain each; frames in, answers out."""
