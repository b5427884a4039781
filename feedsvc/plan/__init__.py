"""The plan room: who may be seen where, and what each feed holds. All of it is pure."""
