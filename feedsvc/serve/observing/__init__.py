"""Observing: what was answered, counted for Prometheus and noted in the access log."""
