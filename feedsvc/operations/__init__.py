"""What an operator can do; every door, command line, API or schedule, comes through here."""

from feedsvc.operations.articles import Explanation, adopt, check, explain
from feedsvc.operations.publishing import (
    STOPPED,
    make_ready,
    perform,
    publishing,
    run_here,
    watched,
)
from feedsvc.operations.runs import (
    find_run,
    next_change,
    preview,
    recent_runs,
    request,
    wait_for,
)
from feedsvc.operations.services import Services, now
from feedsvc.operations.withdrawing import audit, carry_out, order, request_order

__all__ = [
    "STOPPED",
    "Explanation",
    "Services",
    "adopt",
    "audit",
    "carry_out",
    "check",
    "explain",
    "find_run",
    "make_ready",
    "next_change",
    "now",
    "order",
    "perform",
    "preview",
    "publishing",
    "recent_runs",
    "request",
    "request_order",
    "run_here",
    "wait_for",
    "watched",
]
