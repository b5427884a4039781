"""``audit``: who did what, when, and why."""

from collections.abc import Sequence

import click

from feedsvc import operations
from feedsvc.cli import options, printing
from feedsvc.model import AuditLine, Deed
from feedsvc.operations import Services
from feedsvc.presenting import audit_as_csv, audit_as_json

_ORDERS = (Deed.WITHDRAW, Deed.RESTORE)


@click.command()
@options.place_options
@options.json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, help="How many lines.")
@click.option("--after", metavar="PLACE", help="Go on where a part ended.")
@click.option("--all", "every", is_flag=True, help="All lines, whatever the limit.")
def audit(
    config: str | None,
    output: str | None,
    *,
    limit: int,
    after: str | None,
    every: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print what people did, newest first."""
    if as_json and as_csv:
        raise click.UsageError("give --json or --csv, not both")
    if every and after is not None:
        raise click.UsageError("give --all or --after, not both")
    services = options.services(config=config, output=output)
    if every:
        lines, following = tuple(operations.audit_lines(services)), None
    else:
        found = operations.audit(services, after, limit=limit)
        lines, following = found.items, found.next
    if as_json:
        printing.as_json([audit_as_json(line) for line in lines])
    elif as_csv:
        click.echo("".join(audit_as_csv(lines)), nl=False)
    else:
        _print(services, lines)
    printing.more(following)


def _print(services: Services, lines: Sequence[AuditLine]) -> None:
    # People know articles by their titles; the audit has what never changes.
    ids = {line.subject for line in lines if line.deed in _ORDERS}
    titles = operations.titles(services, ids)
    for line in lines:
        title = f" “{titles[line.subject]}”" if line.subject in titles else ""
        reason = f" ({line.reason})" if line.reason else ""
        at = f"{line.at:%Y-%m-%d %H:%M:%SZ}"
        printing.say(f"{at}  {line.who}  {line.deed} {line.subject}{title}{reason}")
