"""Does beforehand what the first pages of a process would make their visitors wait for."""

from typing import TYPE_CHECKING

from flask import Flask

from feedsvc.serve.languages import names

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# What all pages have is loaded by any of them; before the first run it tells that nothing is there.
_PAGE = "/feeds/"


def warm(pages: "WSGIApplication") -> None:
    """Compile the templates of *pages*, and ask for a page in each of our languages."""
    if not isinstance(pages, Flask):
        return
    for name in pages.jinja_env.list_templates(extensions=["html"]):
        pages.jinja_env.get_template(name)
    client = pages.test_client()
    for language in names():
        client.get(_PAGE, headers={"Accept-Language": language}).close()
