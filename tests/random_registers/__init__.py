"""Small hostile registers, made up from a seed: every rule of the register meets every other one somewhere.

`people` one person's rows; `steady` those of a likelier person; `dirt` what real exports get wrong;
`deliveries` rows → files; `chronicle` files in several loads, with months closed between them.
Nothing here is realistic. Same seed, same bytes.
"""

from tests.random_registers.chronicle import Chronicle, hostile_chronicle, steady_chronicle
from tests.random_registers.deliveries import RandomStore, random_store, resplit_store, write_files

__all__ = [
    "Chronicle",
    "RandomStore",
    "hostile_chronicle",
    "random_store",
    "resplit_store",
    "steady_chronicle",
    "write_files",
]
