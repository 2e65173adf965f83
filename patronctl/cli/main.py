"""The `patronctl` command: one file per command."""

import typer

app = typer.Typer(name="patronctl", no_args_is_help=True, add_completion=False)


@app.callback()
def root() -> None:
    """Keep a school library's patrons in step with the student information system."""


def main() -> None:
    """Run the command line."""
    app()
