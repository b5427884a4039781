from feedsvc.serve.documents.appetite import Appetite


def test_the_first_copy_and_as_many_more_as_the_limit_says_are_free() -> None:
    appetite = Appetite(2)

    waits = [appetite.seconds_to_wait("reader", "all.atom", "v1", now) for now in (0, 10, 20, 30)]

    assert waits == [0, 0, 0, 3570]


def test_a_changed_document_is_always_free() -> None:
    appetite = Appetite(1)
    for now in range(5):
        appetite.seconds_to_wait("reader", "all.atom", "v1", now)

    assert appetite.seconds_to_wait("reader", "all.atom", "v2", 6) == 0


def test_an_hour_later_all_is_forgiven() -> None:
    appetite = Appetite(1)
    for now in range(5):
        appetite.seconds_to_wait("reader", "all.atom", "v1", now)

    assert appetite.seconds_to_wait("reader", "all.atom", "v1", 3600) == 0


def test_a_clock_that_is_set_back_punishes_nobody() -> None:
    appetite = Appetite(1)
    for now in (86_400, 86_401):
        appetite.seconds_to_wait("reader", "all.atom", "v1", now)

    assert appetite.seconds_to_wait("reader", "all.atom", "v1", 0) == 0


def test_clients_and_documents_are_counted_apart() -> None:
    appetite = Appetite(1)
    for now in range(3):
        appetite.seconds_to_wait("greedy", "all.atom", "v1", now)

    assert appetite.seconds_to_wait("greedy", "all.atom", "v1", 3) > 0
    assert appetite.seconds_to_wait("modest", "all.atom", "v1", 3) == 0
    assert appetite.seconds_to_wait("greedy", "all.rss", "v1", 3) == 0


def test_memory_is_bounded_however_many_clients_come() -> None:
    appetite = Appetite(1)

    for number in range(12_000):
        appetite.seconds_to_wait(f"client {number}", "all.atom", "v1", number / 1000)

    assert len(appetite._meals) == 10_000
