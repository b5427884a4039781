"""What happens by itself, and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Occasion(StrEnum):
    """Why something happens by itself at an instant."""

    INTERVAL = "interval"
    CRON = "cron"
    APPEARS = "appears"
    EXPIRES = "expires"
    DAY_ENDS = "day-ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What happens by itself *at* an instant.

    ``detail`` is the cron expression, or the title of the article that appears or expires;
    ``entry_id`` is the id of that article.
    """

    at: datetime
    occasion: Occasion
    detail: str = ""
    entry_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What happens by itself from now on, what comes first at the front.

    ``is_kept`` says whether a publisher is there to do it, ``watches`` whether it also looks out
    for files that are saved.
    """

    is_kept: bool
    watches: bool
    appointments: tuple[Appointment, ...]
