"""gunicorn behind nginx: ``gunicorn --config config/gunicorn.conf.py`` in feedsvc's folder.

Never without nginx or another proxy that buffers: here a slow client keeps a thread.
docs/deployment.md says what goes with it: config/nginx-proxy.conf and server.proxies = 1.
"""

import os

wsgi_app = "wsgi:application"
bind = "127.0.0.1:8000"

# Threads wait for the disk and for nginx; one interpreter fills one core.
worker_class = "gthread"
workers = len(os.sched_getaffinity(0))
threads = 8
# Longer than nginx keeps its idle connections (4 s), so that gunicorn never closes one first.
keepalive = 30

# A worker that is to end has this long for the requests that go on.
graceful_timeout = 30
timeout = 60

# Each worker loads the application, so that a reload (HUP) loads new code. With preload_app the
# parent would load it, keep the publisher, and go on with the old code.
preload_app = False

# Whose X-Forwarded-Proto is believed: that of nginx beside us.
forwarded_allow_ips = "127.0.0.1"
limit_request_line = 8190
limit_request_field_size = 8190
limit_request_fields = 100

# Nobody here steers gunicorn but through signals.
control_socket_disable = True
accesslog = None  # nginx and feedsvc (access_log) have one
