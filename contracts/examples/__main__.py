"""Write the bytes of every example from its JSON: `python -m contracts.examples`."""

from contracts.examples import write

write()
