"""What a scan found against what the catalog knows, and whether to believe it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

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
    """What a scan found against what the catalog knows.

    ``appeared`` counts those of the changed files that were not there before; ``restated`` says
    that all are read anew because the settings changed, ``is_whole`` that the scan looked at all.
    """

    changed: tuple[str, ...]
    vanished: frozenset[str]
    appeared: int
    restated: bool
    is_whole: bool


def is_restated(connection: Connection, settings: Settings) -> bool:
    """Tell whether the last run had other settings, or there was none."""
    return documents.fact(connection, "settings") != fingerprint(settings)


def compare(
    connection: Connection,
    scan: Scan,
    settings: Settings,
    scope: Scope,
    *,
    only: Collection[str] | None = None,
    anew: Collection[str] = (),
) -> Difference:
    """Return what changed since the last run, or everything where scope or settings say so.

    *only* names the paths at which the scan looked, if it did not look everywhere; *anew* those
    that are to be read whether they changed or not. Of these, none vanishes unless the scan looked
    everywhere: what is not there any more may be elsewhere.
    """
    known = files.signatures if only is None else partial(files.signatures_at, paths=only)
    before = known(connection)
    restated = is_restated(connection, settings)
    everything = restated or scope is Scope.EVERYTHING
    wanted = frozenset(anew)
    staying = wanted if only is not None else frozenset[str]()
    hidden = {rejection.path for rejection in scan.unreadable}
    below = tuple(path for path in hidden if path.endswith("/"))
    return Difference(
        changed=tuple(
            path
            for path, signature in sorted(scan.signatures.items())
            if everything or path in wanted or before.get(path) != signature
        ),
        vanished=frozenset(
            path
            for path in before.keys() - scan.signatures.keys() - staying
            if path not in hidden and not path.startswith(below)
        ),
        appeared=len(scan.signatures.keys() - before.keys()),
        restated=restated,
        is_whole=only is None,
    )


def guard(
    connection: Connection, difference: Difference, settings: Settings, *, accept_loss: bool
) -> None:
    """Stop before an unmounted disk or a mistyped folder withdraws a whole site."""
    folder = settings.content.directory
    if not difference.changed and documents.fact(connection, "settings") is None:
        raise ContentError(
            f"content folder {folder} has no articles",
            hint="put .txt, .md or .html files into it, or name another folder with --content",
        )
    if accept_loss or settings.content.max_loss == 1 or not difference.vanished:
        return
    known = files.count(connection)
    after = known - len(difference.vanished) + difference.appeared
    # Runs that look at a few paths each must not take away by and by what one may not.
    before = max(known, int(documents.fact(connection, "files") or 0))
    kept_share = 1 - settings.content.max_loss
    if after == 0 or (before >= _FEW_FILES and after < before * kept_share):
        raise ContentError(
            f"content folder {folder} had {before} articles and now has {after}; nothing changed",
            hint="bring them back, or confirm with: feedsvc regenerate --accept-loss",
        )
