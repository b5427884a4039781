"""The serve room: what each client needs, from a feed reader to a person with a browser."""
