"""The description of the API (OpenAPI 3.1), made from its endpoints and shapes."""

import json
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app, request
from flask_openapi3.models.info import Info
from flask_openapi3.models.server import Server
from flask_openapi3.openapi import OpenAPI
from werkzeug.wrappers import Response

import feedsvc
from feedsvc.operations import Services
from feedsvc.serve.api.blueprint import SECURITY, api
from feedsvc.serve.api.requests import ApiRequest, ArticleConverter, mistakes
from feedsvc.serve.api.shapes.words import Problem

_ABOUT = (
    "Ask for runs and watch them, look at feeds and articles, and see what is wrong. Every request "
    "shows a token, which feedsvc token create makes. What goes wrong is application/problem+json."
)
_SECONDS = 300


def application(name: str, services: Services) -> OpenAPI:
    """Return a Flask application that holds the API alone, and describes it."""
    app = OpenAPI(
        name,
        static_folder=None,
        info=Info(title="feedsvc", version=feedsvc.__version__, description=_ABOUT),
        # The host is whatever the client asked for this.
        servers=[Server(url=urlsplit(services.settings.site.base_url).path or "/")],
        security_schemes={
            SECURITY: {"type": "http", "scheme": "bearer", "description": "A token of feedsvc."}
        },
        validation_error_status=400,
        validation_error_model=Problem,
        validation_error_callback=mistakes,
        doc_ui=False,
    )
    app.request_class = ApiRequest
    app.url_map.converters["article"] = ArticleConverter
    app.register_api(api)
    return app


def description() -> dict[str, Any]:
    """Return the description of the API of this application."""
    return cast(OpenAPI, current_app).api_doc


@api.get("/openapi.json", doc_ui=False)
def describe() -> Response:
    """Answer with the description of the API."""
    body = json.dumps(description(), ensure_ascii=False)
    response = Response(body, content_type="application/json")
    response.cache_control.public = True
    response.cache_control.max_age = _SECONDS
    response.add_etag()
    return response.make_conditional(request)
