"""``serve``: one publisher and a number of web workers; ``publisher`` is the former alone."""

import json
import os
import signal
from threading import Event, Thread

import click

from feedsvc.bootstrap import publisher_lock
from feedsvc.campaign import Campaign
from feedsvc.cli import options
from feedsvc.settings import Server, Settings
from feedsvc.settings.listeners import parts_of
from feedsvc.web.crew import Crew, listeners

# What the first web process may take before a publisher starts all the same.
_FIRST_SECONDS = 3.0


@click.command()
@options.content_option
@options.place_options
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes.")
@options.json_option
def serve(
    content: str | None,
    output: str | None,
    config: str | None,
    host: str | None,
    port: int | None,
    workers: int | None,
    *,
    as_json: bool,
) -> None:
    """Serve the feeds, and keep them current while articles change."""
    given = {"host": host, "port": port, "workers": workers}
    settings = options.settings(config=config, content=content, output=output, **given)
    crew = _crew(settings.server)
    lock = publisher_lock(settings)
    lock.take_or_fail(
        "cannot serve",
        hint="another feedsvc publishes these feeds; stop it or use another --output",
    )
    _announce(settings, as_json=as_json)
    campaign = Campaign(lock)
    try:
        crew.start()
        crew.await_first(_FIRST_SECONDS)  # what is published already is served before all else
        campaign.start()
        crew.serve()
    finally:
        try:
            crew.stop()
        finally:
            campaign.stop()


@click.command(hidden=True)
@click.option("--lock", type=int, required=True, help="Descriptor that carries the lock.")
def publisher(lock: int) -> None:
    """Regenerate until standard input ends; started by serve and by web processes."""
    from feedsvc.publisher import publish_until  # serve must not wait for what this imports

    services = options.services()
    services.publisher_lock.inherit(lock)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Thread(target=_stop_at_end_of_input, args=(stop,), daemon=True).start()
    publish_until(services, stop)


def _announce(settings: Settings, *, as_json: bool) -> None:
    url, private = f"{settings.site.base_url}/", settings.server.private
    if as_json:
        said = {"url": url, "process": os.getpid()}
        click.echo(json.dumps(said | ({"private": private} if private else {})))
    else:
        click.echo(f"feedsvc serves {url} (Ctrl-C stops it)", err=True)
        if private:
            click.echo(f"feedsvc answers admins at {private} alone", err=True)


def _stop_at_end_of_input(stop: Event) -> None:
    """Stop once the process at the other end of the pipe has ended, however it died."""
    # Not sys.stdin: a thread that waits in it holds a lock which the interpreter needs to end.
    while os.read(0, 1024):
        pass
    stop.set()


def _crew(server: Server) -> Crew:
    count = server.workers or len(os.sched_getaffinity(0))
    public = listeners(server.host, server.port, count)
    if not server.private:
        return Crew(public)
    hint = "set server.private to another address, or stop what listens there"
    return Crew(public, listeners(*parts_of(server.private), count, hint=hint))
