"""A process that asks for runs, cancels them or takes them, as its dice say; see the histories."""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from feedsvc.errors import KeyReusedError
from feedsvc.model import FeedKey, FeedKind, Scope, Target, Trigger
from feedsvc.publish.keys import Key
from feedsvc.publish.queue import Queue
from feedsvc.publish.requests import new_run

TARGETS = (
    None,
    None,
    Target(feed=FeedKey(kind=FeedKind.TAG, slug="tea")),
    Target(article="a.md"),
)


def ask(queue: Queue, dice: Random, steps: int) -> None:
    """Ask and cancel, and tell what came of it."""
    known: list[str] = []
    for _ in range(steps):
        if known and dice.random() < 0.2:
            id_ = dice.choice(known)
            ended = queue.cancel(id_, who="somebody", now=datetime.now(UTC))
            tell("cancelled", id_, ended.id if ended else None)
            continue
        target = dice.choice(TARGETS)
        is_everything = target is None and dice.random() < 0.3
        run = new_run(
            Trigger.API,
            Scope.EVERYTHING if is_everything else Scope.CHANGED,
            now=datetime.now(UTC).replace(microsecond=0),
            target=target,
            accept_loss=dice.random() < 0.2,
        )
        key = f"key{dice.randrange(20)}" if dice.random() < 0.3 else None
        aim = run.target.name if run.target else run.scope
        sent = key and Key(name=key, who="", asked=f"{aim} {run.accept_loss}")
        try:
            asked = queue.ask(run, key=sent or None)
        except KeyReusedError:
            tell("refused", key)
            continue
        known.append(asked.run.id)
        tell("asked", asked.run.id, key, asked.is_new)


def take(queue: Queue, dice: Random, stop: Path) -> None:
    """Take what waits, as the publisher does, until there is nothing and *stop* is there.

    Some runs are stopped while they go on.
    """
    while True:
        is_last = stop.exists()
        run = queue.first()
        if run is None:
            if is_last:
                return
            time.sleep(0.001)
            continue
        # The publisher notes in the catalog first that the run goes on, under all its names; that
        # takes a moment.
        time.sleep(dice.random() * 0.01)
        taken = queue.take(run)
        covered = [each.id for each in taken.covered]
        if taken.ended:
            tell("lost", run.id)
        elif dice.random() < 0.4:
            queue.put_back(taken.covered)
            tell("stopped", run.id, covered)
        else:
            tell("took", run.id, covered)


def tell(*said: object) -> None:
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    root, seed, steps = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if seed == "take":
        take(Queue(root / "queue"), Random(steps), root / "stop")
    else:
        ask(Queue(root / "queue"), Random(int(seed)), steps)
