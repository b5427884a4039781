"""What an operator can do; every door, command line, API or schedule, comes through here."""

from feedsvc.operations.asking import Started, preview, request, start, start_named, wait_for
from feedsvc.operations.auditing import audit, audit_lines, note, noting, take_notes
from feedsvc.operations.cancelling import cancel
from feedsvc.operations.condition import Complaint, Group, Health, Spot, health
from feedsvc.operations.feed_lists import (
    FeedOrder,
    feed_lines_of,
    ordered_feeds,
    refused_documents,
)
from feedsvc.operations.feed_views import (
    DocumentLine,
    FeedDecision,
    FeedLine,
    FeedView,
    feed_entries,
    feed_lines,
    feed_view,
)
from feedsvc.operations.finding import ArticleLine, articles
from feedsvc.operations.history import find_run, next_change, recent_runs, runs
from feedsvc.operations.notifying import Attempt, Notifier, messages, subject_of, try_out
from feedsvc.operations.parts import Part
from feedsvc.operations.polling import (
    KEPT_DAYS,
    collect_polls,
    feed_polls,
    forget_polls,
    poll_totals,
    polls,
)
from feedsvc.operations.publishing import (
    STOPPED,
    make_ready,
    perform,
    publishing,
    run_here,
    watched,
)
from feedsvc.operations.quoting import quote
from feedsvc.operations.reading import Explanation, adopt, check, explain
from feedsvc.operations.scheduling import schedule
from feedsvc.operations.services import Services, now
from feedsvc.operations.states import State
from feedsvc.operations.stating import Origin, SettingLine, setting_lines
from feedsvc.operations.targets import feed_key, target, target_names
from feedsvc.operations.titling import titles
from feedsvc.operations.verdicts import Verdict, Why
from feedsvc.operations.viewing import ArticleView, article
from feedsvc.operations.withdrawing import carry_out, order, request_order
from feedsvc.operations.withdrawn import withdrawn

__all__ = [
    "KEPT_DAYS",
    "STOPPED",
    "ArticleLine",
    "ArticleView",
    "Attempt",
    "Complaint",
    "DocumentLine",
    "Explanation",
    "FeedDecision",
    "FeedLine",
    "FeedOrder",
    "FeedView",
    "Group",
    "Health",
    "Notifier",
    "Origin",
    "Part",
    "Services",
    "SettingLine",
    "Spot",
    "Started",
    "State",
    "Verdict",
    "Why",
    "adopt",
    "article",
    "articles",
    "audit",
    "audit_lines",
    "cancel",
    "carry_out",
    "check",
    "collect_polls",
    "explain",
    "feed_entries",
    "feed_key",
    "feed_lines",
    "feed_lines_of",
    "feed_polls",
    "feed_view",
    "find_run",
    "forget_polls",
    "health",
    "make_ready",
    "messages",
    "next_change",
    "note",
    "noting",
    "now",
    "order",
    "ordered_feeds",
    "perform",
    "poll_totals",
    "polls",
    "preview",
    "publishing",
    "quote",
    "recent_runs",
    "refused_documents",
    "request",
    "request_order",
    "run_here",
    "runs",
    "schedule",
    "setting_lines",
    "start",
    "start_named",
    "subject_of",
    "take_notes",
    "target",
    "target_names",
    "titles",
    "try_out",
    "wait_for",
    "watched",
    "withdrawn",
]
