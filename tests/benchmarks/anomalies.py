"""
How long a search for anomalies takes over the national month, from a cold store, in all cores.

The store is that of `national_store`; everything in it is looked at, three months of reports.
KVITTO_TEST_RECIPIENTS makes it a part of the country.
"""

import json
import os
from collections.abc import Iterable

from tests.benchmarks.measurement import Measurement
from tests.benchmarks.national_runs import cold
from tests.benchmarks.national_store import RECIPIENTS, store_of


def measure() -> Iterable[Measurement]:
    """Yield the seconds of one search, and of the processors, with what it looked at."""
    recipients = int(os.environ.get("KVITTO_TEST_RECIPIENTS", str(RECIPIENTS)))
    home = store_of(recipients)
    ran = cold(home, ["ops", "anomalies", "--json"], measures_memory=False)
    told = json.loads(ran.out)
    beside = (
        f"{told['cases']} cases, {told['reports']} reports, {told['rows']} rows,"
        f" {len(told['findings'])} findings"
    )
    yield Measurement("anomalies: three months of a country", ran.seconds, "s", beside)
    yield Measurement("anomalies: processor time, ours and PostgreSQL's", ran.busy, "s")
    sampled = cold(home, ["ops", "anomalies", "--json"], measures_memory=True)
    most = max(sampled.peak.values(), default=0) / 2**20
    yield Measurement("anomalies: memory of all its processes at most", most, "MiB")
