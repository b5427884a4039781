"""How fast feedsvc is, beside the programs it is compared with; ``python -m benchmarks --help``.

Linux only: processes are watched through ``/proc``. See docs/performance.md for the results.
"""
