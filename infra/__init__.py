"""How the parts are put together and run: the command line, the one-process chain, deployment."""
