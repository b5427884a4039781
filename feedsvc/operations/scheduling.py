"""What will happen by itself, and when."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from feedsvc.catalog import turns
from feedsvc.model import Agenda, Appointment, Occasion
from feedsvc.operations.services import Services, now
from feedsvc.pipeline.stated import zone

_MOST_TURNS = 10


def schedule(services: Services, *, at: datetime | None = None) -> Agenda:
    """Return what happens by itself after this instant, or after *at*.

    The publisher tells when it will ask for runs; time shows and hides articles, at most ten of
    them are named; after midnight by the site's clock, what may not be kept longer is forgotten.
    Without a publisher, only what time will do to articles is known, and nobody does it. Raises
    StorageError if the catalog cannot be read.
    """
    settings = services.settings
    is_kept = services.publisher_lock.is_held()
    after = at or now()
    found = [*_turns(services)]
    if is_kept:
        found += services.agenda.read()
        if settings.polls.count:
            local = after.astimezone(zone(settings))
            midnight = datetime.combine(
                local.date() + timedelta(days=1), datetime.min.time(), local.tzinfo
            )
            found.append(Appointment(at=midnight, occasion=Occasion.DAY_ENDS))
    return Agenda(
        is_kept=is_kept,
        watches=is_kept and settings.schedule.watch,
        appointments=tuple(sorted(found, key=lambda each: (each.at, each.occasion, each.detail))),
    )


def _turns(services: Services) -> Iterator[Appointment]:
    if not services.database.exists:
        return
    with services.database.reading() as connection:
        found = turns.next_turns(connection, limit=_MOST_TURNS)
    for turn in found:
        yield Appointment(
            at=turn.at,
            occasion=Occasion.APPEARS if turn.appears else Occasion.EXPIRES,
            detail=turn.title,
            entry_id=turn.entry_id,
        )
