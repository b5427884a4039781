"""The API, at ``/api/v1``: what an operator can do, for programs that show a token.

Endpoints are views with shapes for what goes in and out, so flask-openapi3 can check the one and
describe both (docs/adr/0019).
"""

from feedsvc.serve.api import articles, describing, feeds, manual, runs, state, tokens

application = describing.application

# What adds endpoints by being imported.
ROOMS = (runs, feeds, articles, state, tokens, describing, manual)
