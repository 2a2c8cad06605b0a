"""Several people at once who ask all the time, each over a connection that is kept."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.client import Client, Unanswered
from tests.waiting import wait_until

WRITE_EVERY = 5
# Between two questions: what they ask has the same processors as what is to start meanwhile.
PAUSE_SECONDS = 0.05
FEED = "{ feed { id content likesCount } }"
POST = "mutation ($content: String!) { createPost(content: $content) { post { id } } }"


@dataclass
class Traffic:
    """What came of it. No request is ever asked again."""

    answered: int = 0
    posted: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    stopped: threading.Event = field(default_factory=threading.Event)

    def wait_for_more(self, requests: int) -> None:
        """Wait until so many more requests had an answer, good or bad."""
        until = self._asked() + requests
        wait_until(lambda: self._asked() >= until, seconds=60)

    def _asked(self) -> int:
        return self.answered + len(self.failures)

    def go_on(self, port: int, name: str, token: str) -> None:
        """Be one client, until all of them are stopped."""
        client = Client(port)
        turn = 0
        while not self.stopped.wait(PAUSE_SECONDS):
            turn += 1
            self._ask(client, token, f"{name} {turn}" if turn % WRITE_EVERY == 0 else "")
        client.close()

    def _ask(self, client: Client, token: str, content: str) -> None:
        try:
            answer = client.ask(POST if content else FEED, token, **_given(content))
            trouble = str(answer["errors"]) if "errors" in answer else ""
        except Unanswered as error:
            trouble = str(error)
        with self._lock:
            if trouble:
                self.failures.append(trouble)
            else:
                self.answered += 1
                self.posted |= {content} if content else set()


def _given(content: str) -> dict[str, str]:
    return {"content": content} if content else {}


@contextmanager
def traffic(port: int, tokens: list[str]) -> Iterator[Traffic]:
    """One client a token, asking as long as the block lasts."""
    traffic = Traffic()
    with ThreadPoolExecutor(len(tokens)) as pool:
        work = [
            pool.submit(traffic.go_on, port, f"client-{number}", token)
            for number, token in enumerate(tokens)
        ]
        try:
            traffic.wait_for_more(requests=2 * len(tokens))
            yield traffic
        finally:
            traffic.stopped.set()
    for one in work:
        one.result()
