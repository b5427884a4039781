"""``serve``: one publisher and a number of web workers; ``publisher`` is the former alone."""

import json
import os
import signal
import socket
from threading import Event, Thread

import click

from feedsvc.campaign import Campaign
from feedsvc.cli import options
from feedsvc.errors import BusyError
from feedsvc.operations import Services
from feedsvc.publisher import publish_until
from feedsvc.web.crew import Crew, listeners


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
    services = options.services(config=config, content=content, output=output, **given)
    services = _reachable_where_it_listens(services)
    _ensure_port_is_free(services)
    services.publisher_lock.take_or_fail(
        "cannot serve",
        hint="another feedsvc publishes these feeds; stop it or use another --output",
    )
    _announce(services, as_json=as_json)
    crew, campaign = _crew(services), Campaign(services.publisher_lock)
    crew.start()  # first, for what is published already need not wait for a publisher
    try:
        campaign.start()
        crew.serve()
    finally:
        crew.stop()
        campaign.stop()


@click.command(hidden=True)
@click.option("--listener", type=int, required=True, help="Descriptor of the listening socket.")
@click.option("--ready", type=int, required=True, help="Descriptor to tell that it serves.")
def web(listener: int, ready: int) -> None:
    """Serve on a socket; started by serve."""
    from feedsvc.bootstrap import web_application  # no other command needs a server
    from feedsvc.web.worker import work

    work(web_application(), socket.socket(fileno=listener), ready)


@click.command(hidden=True)
@click.option("--lock", type=int, required=True, help="Descriptor that carries the lock.")
def publisher(lock: int) -> None:
    """Regenerate until standard input ends; started by serve and by web processes."""
    services = options.services()
    services.publisher_lock.inherit(lock)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Thread(target=_stop_at_end_of_input, args=(stop,), daemon=True).start()
    publish_until(services, stop)


def _announce(services: Services, *, as_json: bool) -> None:
    url = f"{services.settings.site.base_url}/"
    if as_json:
        click.echo(json.dumps({"url": url, "process": os.getpid()}))
    else:
        click.echo(f"feedsvc serves {url} (Ctrl-C stops it)", err=True)


def _stop_at_end_of_input(stop: Event) -> None:
    """Stop once the process at the other end of the pipe has ended, however it died."""
    # Not sys.stdin: a thread that waits in it holds a lock which the interpreter needs to end.
    while os.read(0, 1024):
        pass
    stop.set()


def _reachable_where_it_listens(services: Services) -> Services:
    """Return *services* whose feeds name the port we listen on, where no settings say otherwise."""
    settings = services.settings
    if "base_url" in settings.site.model_fields_set or settings.server.port == 8000:
        return services
    os.environ["FEEDSVC_SITE__BASE_URL"] = f"http://127.0.0.1:{settings.server.port}"
    return options.services()


def _ensure_port_is_free(services: Services) -> None:
    server = services.settings.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((server.host, server.port))
        except OSError as error:
            raise BusyError(
                f"cannot listen on {server.host} port {server.port}: {error.strerror}",
                hint="choose another with --port or --host, or stop what listens there",
            ) from error


def _crew(services: Services) -> Crew:
    server = services.settings.server
    count = server.workers or len(os.sched_getaffinity(0))
    return Crew(listeners(server.host, server.port, count))
