"""Connections that ask for one page again and again: `python -m tests.bench.hammer PORT SECONDS CONNECTIONS PATH`.

Prints, as JSON, how many answers of each status came.
"""

import http.client
import json
import sys
import threading
import time
from collections import Counter


def ask(port: int, path: str, until: float, statuses: Counter[str]) -> None:
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            statuses[str(response.status)] += 1
        except (OSError, http.client.HTTPException) as error:
            statuses[type(error).__name__] += 1
        finally:
            connection.close()


def main(port: int, seconds: float, connections: int, path: str) -> None:
    until, statuses = time.monotonic() + seconds, Counter[str]()
    threads = [threading.Thread(target=ask, args=(port, path, until, statuses)) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(statuses, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
