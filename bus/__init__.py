"""How messages and media move between processes, behind two small Protocols."""
