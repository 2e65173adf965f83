"""Where the feed comes from, what becomes of it, and the switches of the update."""

from typing import Any

from patronctl.review.comparison.row import Row, change


def _after_run(before: Any, after: Any) -> str:
    return f"After a successful run the file is {_done(after)} (before: {_done(before)})"


def _done(value: Any) -> str:
    return {"leave": "left where it is", "delete": "deleted", None: "moved to an archive"}.get(value, f"{value}")


def _deletes(before: Any, after: Any) -> str:
    return "the source file will be deleted" if after == "delete" and before != "delete" else ""


def _untrusted(before: Any, after: Any) -> str:
    return "another server will be trusted" if before and after else ""


ROWS = [
    Row("properties", change("The properties file is")),
    Row("encoding", change("The feed's encoding is", nothing="that of the properties")),
    Row("source.type", change("The feed comes by")),
    Row("source.folder", change("The feed's folder is")),
    Row("source.file", change("The feed's file is")),
    Row("source.host", change("The feed's server is")),
    Row("source.host_key", change("The server's key is"), _untrusted),
    Row("source.username", change("The login at the server is")),
    Row("after_run", _after_run, _deletes),
    Row("after_run.archive", change("The file is moved to", nothing="no archive")),
    Row("options.keep_runs", change("Old runs that are kept")),
    Row("options.summary", change("The Job Summary lists")),
    Row("options.duplicate_records", change("Of several records with one key, applied is")),
    Row("options.unknown_patron_type", change("An unknown patron type means")),
    Row("options.invalid_status", change("A blank or unknown status means")),
]
