"""The web processes of ``feedsvc serve``: uvicorn, with a short cut for documents in memory."""
