"""How the parts are put together and run: the command line, stages as workers, sessions, servers, a broker."""
