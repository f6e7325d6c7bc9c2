"""One command of `perfectform` a file, named after it."""
