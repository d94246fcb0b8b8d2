"""
The race for as long as one likes: `python -m tests.simulation.race --seconds 600 --seed 7`.

On every server of the tests that may be killed, one after the other.
"""

import argparse
import sys

from tests.postgres_servers import servers
from tests.simulation.race.running import race


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.simulation.race", description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--writers", type=int, default=3)
    options.add_argument("--readers", type=int, default=2)
    given = options.parse_args()
    is_right = True
    for server in servers():
        if server.address is None:
            counted = race(
                given.seconds,
                given.seed,
                server.installation,
                writers=given.writers,
                readers=given.readers,
            )
            print(f"{server}, seed {given.seed}:\n{counted}", flush=True)
            is_right &= not any(counted.wrong.values())
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
