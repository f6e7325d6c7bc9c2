"""What is answered at which address, a file for each kind of thing."""
