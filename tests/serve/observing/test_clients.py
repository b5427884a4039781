import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.serve.observing.clients import client_address

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("forwarded_for", "proxies", "client"),
    [
        # Nobody in front of us: what the client claims is nothing.
        ("192.0.2.1", 0, PROXY),
        ("", 1, PROXY),
        # As many addresses from the end as there are proxies.
        ("192.0.2.1", 1, "192.0.2.1"),
        ("198.51.100.66, 192.0.2.1", 1, "192.0.2.1"),
        ("198.51.100.66, 192.0.2.1, 10.0.0.2", 2, "192.0.2.1"),
        ("198.51.100.66,192.0.2.1,10.0.0.2", 2, "192.0.2.1"),
        # Fewer than there are proxies: somebody came in by a shorter way.
        ("192.0.2.1", 3, "192.0.2.1"),
        # Garbage ends what can be believed.
        ("192.0.2.1, unknown, 10.0.0.2", 3, "10.0.0.2"),
        ("192.0.2.1, unknown", 2, PROXY),
        ("192.0.2.1, , 10.0.0.2", 3, "10.0.0.2"),
        ("192.0.2.1,", 1, PROXY),
        ("_hidden", 1, PROXY),
        ("192.0.2.256", 1, PROXY),
        ("192.0.2", 1, PROXY),
        ("0x7f.1", 1, PROXY),
        ("fe80::1%eth0", 1, PROXY),
        # With ports and brackets, in the usual form.
        ("192.0.2.1:4711", 1, "192.0.2.1"),
        ("[2001:db8::1]:4711", 1, "2001:db8::1"),
        ("[2001:db8::1]", 1, "2001:db8::1"),
        ("2001:DB8:0:0::1", 1, "2001:db8::1"),
        ("[2001:db8::1", 1, "2001:db8::1"),
        ("::ffff:192.0.2.1", 1, "192.0.2.1"),
    ],
)
def test_the_client_is_who_the_farthest_of_our_proxies_saw(
    forwarded_for: str, proxies: int, client: str
) -> None:
    assert client_address(PROXY, forwarded_for, proxies) == client


@given(
    st.lists(st.text() | st.ip_addresses().map(str), max_size=5).map(",".join),
    st.integers(0, 10),
)
def test_nothing_but_an_address_is_ever_believed(forwarded_for: str, proxies: int) -> None:
    client = client_address(PROXY, forwarded_for, proxies)

    assert str(ipaddress.ip_address(client)) == client


@given(st.ip_addresses(), st.ip_addresses(v=4), st.lists(st.text()).map(",".join))
def test_what_the_client_sends_cannot_change_what_a_proxy_saw(
    client: ipaddress.IPv4Address, inner: ipaddress.IPv4Address, claimed: str
) -> None:
    forwarded_for = f"{claimed}, {client}, {inner}"

    seen = client_address(PROXY, forwarded_for, 2)

    mapped = getattr(client, "ipv4_mapped", None)
    assert ipaddress.ip_address(seen) == (mapped or client)
