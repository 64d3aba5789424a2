"""Small hostile registers, made up from a seed: every rule of the register meets every other one somewhere.

`people` one person's rows; `dirt` what real exports get wrong; `deliveries` rows → files.
Nothing here is realistic. Same seed, same bytes.
"""

from tests.random_registers.deliveries import RandomStore, random_store, resplit_store, write_files

__all__ = ["RandomStore", "random_store", "resplit_store", "write_files"]
