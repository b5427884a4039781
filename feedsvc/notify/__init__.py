"""The notify room says who still has to hear what.

Policy, wording and signatures are pure; ``outbox`` keeps what waits, ``sending`` is the edge.
"""
