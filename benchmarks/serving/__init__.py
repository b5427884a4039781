"""How fast documents are served, beside other servers; ``python -m benchmarks.serving --help``."""
