"""Takes sessions from `uploaded` to `done`: the queue, a set's way through the stages, how long it is kept."""
