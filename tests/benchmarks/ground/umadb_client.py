"""
What UmaDB's own client does, in its own environment: appends under a condition, from many threads.

Run by `conditions` with another Python than ours, so it knows the standard library and `umadb`
alone. Each thread has a client, and a stream of its own in which it appends one event after the
other, if none came into it since its last. Prints the waits in seconds as JSON.
"""

import json
import sys
import threading
import time
from base64 import b64decode
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4


def appended(address: str, payloads: list[tuple[str, bytes]], seconds: float) -> list[float]:
    """Append for a while; return how long each took."""
    umadb: Any = import_module("umadb")
    client = umadb.Client(address)
    stream, after = str(uuid4()), None
    mine = umadb.Query(items=[umadb.QueryItem(tags=[stream])])
    waits: list[float] = []
    ends = time.perf_counter() + seconds
    while (started := time.perf_counter()) < ends:
        name, state = payloads[len(waits) % len(payloads)]
        event = umadb.Event(event_type=name, data=state, tags=[stream], uuid=uuid4())
        condition = umadb.AppendCondition(fail_if_events_match=mine, after=after)
        after = client.append([event], condition=condition)
        waits.append(time.perf_counter() - started)
    return waits


def main() -> None:
    """Take the address, a file of events, the number of clients and the seconds."""
    address, file, clients, seconds = sys.argv[1:]
    # Its import asks for a signal, which only this thread may.
    import_module("umadb")
    payloads = [(name, b64decode(state)) for name, state in json.loads(Path(file).read_text())]
    found: list[list[float]] = []

    def run() -> None:
        found.append(appended(address, payloads, float(seconds)))

    threads = [threading.Thread(target=run) for _ in range(int(clients))]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    assert len(found) == len(threads)
    print(json.dumps({"seconds": took, "waits": [wait for waits in found for wait in waits]}))


if __name__ == "__main__":
    main()
