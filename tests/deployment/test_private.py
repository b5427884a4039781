"""Where a server has no listener for admins, nginx does what the manual says."""

import re
from collections.abc import Callable

import pytest

from feedsvc.access import TokenScope
from tests.conftest import Site
from tests.deployment.conftest import gunicorn_as_documented, nginx, replaced
from tests.end_to_end.conftest import ROOT, Server, free_port

pytestmark = pytest.mark.slow

MANUAL = (ROOT / "docs" / "deployment.md").read_text("utf-8")


def test_nginx_keeps_admins_apart_in_front_of_gunicorn(
    site: Site, program: Callable[[str], str]
) -> None:
    section = MANUAL.partition("## A listener for admins alone")[2].partition("\n## ")[0]
    closed, opened = re.findall(r"```nginx\n(.+?)```", section, re.S)
    site.article("a.md", "One")
    key = {"Authorization": f"Bearer {site.token(TokenScope.READ)}"}
    public, private = free_port(), free_port()
    with gunicorn_as_documented(site) as behind:
        places = {
            "listen 80;": f"listen 127.0.0.1:{public};",
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{behind.port};",
            "/var/cache/nginx-feedsvc": f"{site.root}/cache",
            "    location / {": f"{closed}\n    location / {{",
        }
        configuration = replaced("nginx-proxy.conf", places)
        configuration += opened.replace("127.0.0.1:9000", f"127.0.0.1:{private}")
        with nginx(site.root / "nginx", program("nginx"), configuration, public) as front:
            admins = Server(front.process, private, front.log)

            for path in ("/admin", "/admin/login", "/api/v1/runs", "/metrics"):
                assert front.get(path, **key).status == 404, path
                assert admins.get(path, **key).status != 404, path
            assert admins.get("/metrics", **key).status == 200
            assert admins.get("/feeds/all.atom").status == 404
            assert front.get("/feeds/all.atom").status == 200
            assert front.get("/healthz").status == admins.get("/healthz").status == 200
