"""What `perfectform watch` is made of: how a session is reached and followed, and how it is shown."""
