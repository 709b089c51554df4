"""Fifty people at work for a while: what they asked, how long it took, and what went wrong.

`python -m tests.bench.soak_people PORT SECONDS GREEDY < house.json`; GREEDY is how many lists a second one more person
asks for, over ten connections, with the heaviest of filters. /healthz is asked for throughout. Prints JSON.
"""

import http.client
import json
import random
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

READS, PAUSE_SECONDS = 0.85, (1.0, 3.0)
HANDS = 10
HEALTH_EVERY = 0.25
HEAVY = "/runs/?q=a&archived=all&sort=-vuh"
HTMX = {"HX-Request": "true"}
NOT_DONE = re.compile(r"(?:Could not|Outcome unknown|was not saved)[^<]*")


@dataclass
class Book:
    """`reads` and `writes` in seconds; `errors` in words; `slowed`: answers of 429."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    slowed: int = 0


class Person:
    """Reads lists and runs, and now and then stars one of their own runs or writes a note on it."""

    def __init__(self, port: int, number: int, house: dict[str, Any]) -> None:
        self.number = number
        self.dice = random.Random(number)
        self.stack = house["stacks"][number % len(house["stacks"])]
        self.runs = self.stack["runs"][number * 20 : number * 20 + 20]
        self.book = Book()
        self.starred: set[int] = set()
        cookies = f"session={house['sessions'][number]}; csrf={'a' * 32}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": "a" * 32, "Accept-Encoding": "gzip"}
        self.port = port

    def work(self, until: float) -> None:
        time.sleep(self.dice.uniform(*PAUSE_SECONDS))
        while time.monotonic() < until:
            act = self.read if self.dice.random() < READS else self.dice.choice((self.star, self.note))
            act()
            time.sleep(self.dice.uniform(*PAUSE_SECONDS))

    def press(self, until: float, per_second: float) -> None:
        """Not like a person at all."""
        while time.monotonic() < until:
            self.ask("GET", HEAVY, self.book.reads)
            time.sleep(1 / per_second)

    def watch(self, until: float) -> None:
        """As a load balancer does."""
        while time.monotonic() < until:
            self.ask("GET", "/healthz", self.book.reads)
            time.sleep(HEALTH_EVERY)

    def read(self) -> None:
        slug, run = self.stack["slug"], self.dice.choice(self.stack["runs"])
        self.ask("GET", self.dice.choice(self.pages(slug, run)), self.book.reads)

    def pages(self, slug: str, run: int) -> tuple[str, ...]:
        one = f"/stacks/{slug}/runs/{run}/"
        test = self.dice.choice(self.stack["tests"])
        return ("/", "/runs/", "/runs/?status=completed&sort=-duration", "/runs/?q=checkout", one, one, one,
                f"{one}live/", f"/stacks/{slug}/tests/{test}/", "/stacks/")  # fmt: skip

    def star(self) -> None:
        run = self.dice.choice(self.runs)
        self.starred ^= {run}
        self.act(run, "star" if run in self.starred else "unstar", {})

    def note(self) -> None:
        run, text = self.dice.choice(self.runs), f"seen {time.time():.3f}"
        self.act(run, "note", {"note": text, "seen": self.seen(run)})

    def seen(self, run: int) -> str:
        """What the form on the run's page carries."""
        page = self.ask("GET", f"/stacks/{self.stack['slug']}/runs/{run}/", self.book.reads)
        return page.partition('name="seen" value="')[2].partition('"')[0]

    def act(self, run: int, kind: str, fields: dict[str, str]) -> None:
        answer = self.ask("POST", f"/stacks/{self.stack['slug']}/runs/{run}/{kind}/", self.book.writes, fields)
        self.book.errors += [f"{kind}: {words}" for words in NOT_DONE.findall(answer)]

    def ask(self, method: str, path: str, times: list[float], fields: dict[str, str] | None = None) -> str:
        """The page, "" where it was none; the time is that of the whole answer."""
        more = {**HTMX, "Content-Type": "application/x-www-form-urlencoded"} if fields is not None else {}
        headers = {**self.headers, "Accept-Encoding": "identity", **more}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        start = time.perf_counter()
        try:
            connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.book.errors.append(f"{method} {path}: {type(error).__name__}")
            return ""
        finally:
            connection.close()
        if response.status == 429:
            self.book.slowed += 1
            return ""
        times.append(time.perf_counter() - start)
        if response.status not in {200, 286}:
            self.book.errors.append(f"{method} {path}: {response.status}")
        return body.decode(errors="replace")


def main(port: int, seconds: float, greedy: int) -> None:
    house = json.load(sys.stdin)
    *crowd, last = (Person(port, number, house) for number in range(len(house["sessions"])))
    hands = [Person(port, last.number, house) for _ in range(HANDS if greedy else 0)]
    until = time.monotonic() + seconds
    balancer = Person(port, last.number, house)
    work: list[Callable[[], None]] = [partial(person.work, until) for person in crowd]
    work += [partial(hand.press, until, greedy / HANDS) for hand in hands]
    work.append(partial(balancer.watch, until))
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {"crowd": crowd, "greedy": hands, "health": [balancer]}
    json.dump({name: [vars(one.book) for one in group] for name, group in told.items()}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
