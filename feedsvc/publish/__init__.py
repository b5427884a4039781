"""The publish room: whether the bytes changed, and where they go.

``decide`` is pure; ``files`` keeps the documents, ``lock`` says who may write them, ``queue``
keeps requests for runs until the publisher takes them.
"""
