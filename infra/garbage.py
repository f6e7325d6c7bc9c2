"""What a program has loaded by the time it begins to work stays until it ends, so nobody need look for garbage there.

Else Python's collector goes through all of it again and again, 50 to 75 ms each time with the models' libraries loaded,
and every frame of every session waits meanwhile (https://docs.python.org/3/library/gc.html#gc.freeze).
"""

import gc


def pass_over_what_is_loaded() -> None:
    """Collect what is garbage by now, and leave the rest out of later collections."""
    gc.collect()
    gc.freeze()
