"""What is said when a recorded video can't be used."""


class VideoError(ValueError):
    """A video file can't be read, or not to its end; the message is one sentence that names the file."""
