"""Notification channels. Addresses of web services are never shown, because they may contain a key."""

from patronctl.review.comparison.row import Row, becomes, by_path, hidden, loses, never_said

_HIDDEN = {
    "url": "its address changes",
    "secret": "its secret is read from another place",
    "password": "its password is read from another place",
    "success": "the address for a success changes",
    "start": "the address for a start changes",
    "fail": "the address for a failure changes",
}
ROWS = by_path(
    [
        Row("type", "it is of the type {}"),
        Row("events", "its events are {}", loses("some events are no longer reported")),
        Row("to", "it goes to {}", loses("somebody no longer hears of failures")),
        Row("sender", "it comes from {}"),
        Row("server", "its mail server is {}"),
        Row("security", "the connection is secured by {}", becomes("none", "mail and its password travel unencrypted")),
        Row("port", "its mail server is reached at port {}", absent="its mail server is reached at the usual port", unset="the usual one"),
        Row("ca_file", "its mail server's certificate is checked with {}", absent="its certificate is checked as usual", unset="the usual"),
        Row("username", "its login is {}", absent="it logs in no longer", unset="none"),
        *(Row(key, hidden(text), absent=text, was=never_said, unset="") for key, text in _HIDDEN.items()),
    ]
)
"""By key of a channel; the sentence begins with the channel."""
