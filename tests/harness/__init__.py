"""Real parts for the tests: an OpenSSH server, hosts with a systemd of their own, an installed patronctl."""
