"""Drawing a lifter, the numbers and the cue into a picture: pure functions, one file per thing drawn."""
