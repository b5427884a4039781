"""feedsvc publishes every feed that a folder of articles implies."""

__version__ = "0.1.0"
