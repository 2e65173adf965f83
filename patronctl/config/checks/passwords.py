"""Passwords: never in a file, never without a username."""

from collections.abc import Iterator

from patronctl.documents.located import Located
from patronctl.domain.problem import Problem
from patronctl.properties.model import Properties
from patronctl.properties.pieces import within


def have_a_username(properties: Located[Properties]) -> Iterator[Problem]:
    """A password is only set together with a username."""
    if "password" in properties.model.fields and "username" not in properties.model.fields:
        message = "a password needs a username, and username is not mapped"
        yield properties.document.problem(("fields", "password"), message, "Map username too, or remove password.", at_key=True)


def are_no_constant(properties: Located[Properties]) -> Iterator[Problem]:
    """A constant would be everybody's password, in clear text in the repository."""
    password = properties.model.fields.get("password")
    if password and all(piece.value is not None for _, piece in within(password) if not piece.parts):
        message = "the password is one constant for everybody, and it stands in this file"
        problem = properties.document.problem(("fields", "password"), message, "Make it of the record's columns.", severity="warning")
        yield problem._replace(private=True)
