"""`make fuzz`: the long form, so many deliveries from a seed on."""

import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from tests.fuzz.candidates import candidate_of
from tests.fuzz.workbench import Workbench


def fuzz(count: int, first_seed: int) -> int:
    """Check the deliveries of so many seeds, and return how many of them failed."""
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        workbench = Workbench(Path(folder))
        for seed in tqdm(range(first_seed, first_seed + count), unit=" deliveries", mininterval=2):
            candidate = candidate_of(seed)
            outcome, faults = workbench.check(candidate)
            outcomes["failed" if faults else outcome] += 1
            if faults:
                tqdm.write("\n  ".join([f"make fuzz N=1 {candidate}", *faults]), file=sys.stderr)
    told = ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(outcomes.items()))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{count:,} deliveries from seed {first_seed}: {told}; {megabytes:,} MB of memory at most")
    return outcomes["failed"]


if __name__ == "__main__":
    sys.exit(min(fuzz(int(sys.argv[1]), int(sys.argv[2])), 1))
