"""What a scan found against what the catalog knows, and whether to believe it."""

from dataclasses import dataclass

from feedsvc.catalog import documents, files
from feedsvc.catalog.database import Connection
from feedsvc.content.directory import Scan
from feedsvc.errors import ContentError
from feedsvc.model import Scope
from feedsvc.pipeline.stated import fingerprint
from feedsvc.settings import Settings

# Below this many files, losing most of them is an ordinary morning.
_FEW_FILES = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """What a scan found against what the catalog knows."""

    changed: tuple[str, ...]
    vanished: frozenset[str]
    restated: bool


def compare(connection: Connection, scan: Scan, settings: Settings, scope: Scope) -> Difference:
    """Return what changed since the last run, or everything where scope or settings say so."""
    before = files.seen(connection).signatures
    restated = documents.fact(connection, "settings") != fingerprint(settings)
    everything = restated or scope is Scope.EVERYTHING
    hidden = tuple(rejection.path for rejection in scan.unreadable)
    return Difference(
        changed=tuple(
            path
            for path, signature in sorted(scan.signatures.items())
            if everything or before.get(path) != signature
        ),
        vanished=frozenset(
            path for path in before.keys() - scan.signatures.keys() if not path.startswith(hidden)
        ),
        restated=restated,
    )


def guard(connection: Connection, scan: Scan, settings: Settings, accept_loss: bool) -> None:
    """Stop before an unmounted disk or a mistyped folder withdraws a whole site."""
    folder = settings.content.directory
    before, after = len(files.seen(connection).signatures), len(scan.signatures)
    if after == 0 and documents.fact(connection, "settings") is None:
        raise ContentError(
            f"content folder {folder} has no articles",
            hint="put .txt, .md or .html files into it, or name another folder with --content",
        )
    kept_share = 1 - settings.content.max_loss
    lost = after == 0 < before or (before >= _FEW_FILES and after < before * kept_share)
    if lost and not accept_loss and settings.content.max_loss < 1:
        raise ContentError(
            f"content folder {folder} had {before} articles and now has {after}; nothing changed",
            hint="bring them back, or confirm with: feedsvc regenerate --accept-loss",
        )
