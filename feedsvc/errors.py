"""What can go wrong, one class per thing a caller can do differently.

Every error names the resource in its message and says in ``hint`` what to do about it.
"""


class FeedsvcError(Exception):
    """The base of all errors that feedsvc raises on purpose.

    ``code`` is stable and machine readable; ``exit_code`` is what the command line ends with.
    """

    code = "error"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class SettingsError(FeedsvcError):
    """The settings cannot be used; ``problems`` has one line for every mistake."""

    code = "settings"
    exit_code = 3

    def __init__(self, problems: tuple[str, ...]) -> None:
        noun = "mistake" if len(problems) == 1 else "mistakes"
        super().__init__(f"{len(problems)} {noun} in the settings:\n" + "\n".join(problems))
        self.problems = problems


class ContentError(FeedsvcError):
    """The content folder as a whole cannot be read, or lost too much to be believed."""

    code = "content"
    exit_code = 4


class BusyError(FeedsvcError):
    """Somebody else holds what is needed: the publisher's lock or the port."""

    code = "busy"
    exit_code = 5


class StorageError(FeedsvcError):
    """The output folder or the catalog cannot be read or written."""

    code = "storage"
    exit_code = 7


class AccessError(FeedsvcError):
    """A token or password cannot be made as somebody wishes, or there is none of that name."""

    code = "access"


class WorkerError(FeedsvcError):
    """No process can be started to work for this one."""

    code = "workers"
    exit_code = 8


class UndeliverableError(FeedsvcError):
    """Admins cannot be told: the settings name nobody, or a test message did not arrive."""

    code = "undeliverable"


class UnknownScopeError(FeedsvcError):
    """There is no section, tag, author, saved feed or article of that name."""

    code = "unknown-scope"
    exit_code = 10


class UnknownFeedError(FeedsvcError):
    """There is no feed of that name."""

    code = "unknown-feed"
    exit_code = 10


class UnknownArticleError(ContentError):
    """There is no article of that name."""

    code = "unknown-article"
    exit_code = 10


class UnchangedError(ContentError):
    """What somebody wants is so already, and nothing was done."""

    code = "unchanged"
    exit_code = 1


class UnknownRunError(FeedsvcError):
    """There is no run with that id, or it is forgotten."""

    code = "unknown-run"
    exit_code = 10


class RunEndedError(FeedsvcError):
    """The run has ended, so it cannot be cancelled any more."""

    code = "run-ended"


class KeyReusedError(FeedsvcError):
    """A key that stood for one request within the last day now comes with another one."""

    code = "key-reused"


class CursorError(FeedsvcError):
    """No part of a list begins where somebody wants to go on."""

    code = "invalid-cursor"
    exit_code = 10


class CancelledError(FeedsvcError):
    """Somebody wants the run stopped that goes on."""

    code = "cancelled"
    exit_code = 9


class UnreadableArticleError(FeedsvcError):
    """One file cannot become an article; becomes a rejection, never ends a run."""

    code = "unreadable-article"

    def __init__(self, reason: str, *, hint: str, line: int | None = None) -> None:
        super().__init__(reason, hint=hint)
        self.line = line
