"""Where a file comes from. Another place may hold other people, and a login is never shown."""

from patronctl.review.comparison.row import Row, by_path, changed, hidden, never_said


def rows(at: str, what: str, danger: str) -> dict[str, Row]:
    """The rows of a source at a path. `danger` is what another file may do."""
    elsewhere = changed(danger)
    another_server = changed("another server will be trusted")
    return by_path(
        [
            Row(
                f"{at}.type",
                {
                    "directory": f"{what} comes from a folder of this machine",
                    "sftp": f"{what} comes from an SFTP server",
                    "koha": f"{what} is asked from a library system",
                },
                elsewhere,
                was=lambda value: {"directory": "a folder", "sftp": "an SFTP server", "koha": "a library system"}[value],
            ),
            Row(f"{at}.host", f"{what} comes from the server {{}}", elsewhere),
            Row(f"{at}.port", f"{what}'s server is reached at port {{}}"),
            Row(f"{at}.folder", f"{what} is in the folder {{}}", elsewhere),
            Row(f"{at}.file", f"{what} is called {{}}", elsewhere),
            Row(f"{at}.username", f"The login for {what[0].lower()}{what[1:]} is {{}}"),
            *(
                Row(f"{at}.{key}", hidden(f"{what}'s {key.replace('_', ' ')} is read from another place"), was=never_said)
                for key in ("password", "private_key", "passphrase")
            ),
            Row(f"{at}.host_key", f"{what}'s server must show the key {{}}", another_server),
            Row(f"{at}.known_hosts", f"{what}'s server must show a key that is in {{}}", another_server),
            Row(f"{at}.timeout_seconds", f"{what}'s server has {{}} seconds for each answer"),
            Row(f"{at}.attempts", f"{what} is asked for up to {{}} times"),
        ]
    )
