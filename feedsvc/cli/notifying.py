"""``notify``: whether admins can be told what goes wrong, and what they have yet to hear."""

import click

from feedsvc import desk, operations
from feedsvc.cli import options, printing
from feedsvc.errors import UndeliverableError
from feedsvc.operations import Attempt


@click.group()
def notify() -> None:
    """Try out the messages to admins, and see which have yet to arrive."""


@notify.command("test")
@options.place_options
@options.json_option
def try_out(output: str | None, config: str | None, *, as_json: bool) -> None:
    """Send a test message by webhook and mail, as the settings have them, and say what happened."""
    services = options.services(config=config, output=output)
    attempts = operations.try_out(services, operations.now())
    if as_json:
        printing.as_json(desk.as_json(attempts))
    else:
        for each in attempts:
            _print(each)
    if not all(each.arrived for each in attempts):
        raise UndeliverableError(
            "a test message did not arrive", hint="docs/notifications.md says what may be wrong"
        )


def _print(attempt: Attempt) -> None:
    verdict = "arrived" if attempt.arrived else "did not arrive"
    colour = "green" if attempt.arrived else "red"
    printing.say(f"{attempt.channel} to {attempt.to}: {verdict} ({attempt.said})", fg=colour)


@notify.command("list")
@options.place_options
@options.json_option
def show(output: str | None, config: str | None, *, as_json: bool) -> None:
    """List the messages that have yet to arrive, and those that were given up."""
    found = operations.messages(options.services(config=config, output=output))
    if as_json:
        printing.as_json(
            [
                {
                    "id": each.id,
                    "type": operations.subject_of(each),
                    "channel": each.channel,
                    "made_at": desk.as_json(each.made_at),
                    "attempts": each.attempts,
                    "next_attempt_at": desk.as_json(None if each.given_up_at else each.due_at),
                    "given_up_at": desk.as_json(each.given_up_at),
                    "error": each.error or None,
                }
                for each in found
            ]
        )
        return
    printing.table(
        ("id", "type", "by", "made", "attempts", "next", "error"),
        (
            (
                each.id,
                operations.subject_of(each),
                each.channel,
                each.made_at,
                each.attempts,
                "given up" if each.given_up_at else each.due_at,
                each.error or "-",
            )
            for each in found
        ),
    )
