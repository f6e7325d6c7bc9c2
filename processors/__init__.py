"""The stages between a frame and a cue, and the models they run: no Kafka, threads, clock or files in a stage."""
