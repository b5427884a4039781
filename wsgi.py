"""The WSGI application; one of its processes keeps the publisher."""

from feedsvc.bootstrap import application_that_publishes
from feedsvc.settings import load_settings

application = application_that_publishes(load_settings())
