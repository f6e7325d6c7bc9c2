"""Sending sessions onto the bus: live, or recorded, from a file or from the log; and saying how far each is."""
