"""`patronctl properties convert|draft|preview`: work on the mapping from columns to patron fields."""

from pathlib import Path
from typing import Annotated

import typer

from patronctl.cli.common import Format, State, Workspace, command_app, places, show
from patronctl.cli.completion import job_names
from patronctl.cli.groups import Group
from patronctl.domain.errors import EXIT_STATUS

app = command_app("Convert, draft and preview the mapping from columns to patron fields.", no_args_is_help=True, cls=Group)
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to this new file instead of standard output.")]


@app.command(epilog=EXIT_STATUS)
def convert(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of Follett's Patron Import Converter.")],
    feed: Annotated[Path | None, typer.Option(metavar="CSV", help="A feed with a header: positions become names of columns.")] = None,
    out: Out = None,
) -> None:
    """Turn a converter file into the YAML form. What can't be translated is listed by line, and nothing is written."""
    from patronctl.properties.convert import convert as run

    converted = run(file, feed)
    for problem in converted.problems:
        typer.echo(str(problem), err=True)
    _hand_over(converted.text, out)


@app.command(epilog=EXIT_STATUS)
def draft(feed: Annotated[Path, typer.Argument(metavar="FEED", help="A CSV file.")], out: Out = None, workspace: Workspace = None) -> None:
    """Propose properties for a feed: each field with its reason and its confidence, and what is left to decide."""
    from patronctl.config.known_sites import known_sites
    from patronctl.properties.draft import draft as run

    text = run(feed, sites=known_sites(places(workspace, None).workspace))
    proposed = f"{feed.name.split('.')[0] or 'feed'}.properties.yaml"
    _hand_over(text, out / proposed if out and out.is_dir() else out)
    if out is None or not (out.is_dir() or out.name.endswith(".properties.yaml")):
        typer.echo(f"hint: a job finds it as {proposed} in its district's folder: --out jobs/DISTRICT/{proposed}", err=True)


@app.command(epilog=EXIT_STATUS)
def preview(
    job: Annotated[str, typer.Argument(metavar="JOB", help="A job's name.", autocompletion=job_names)],
    rows: Annotated[int, typer.Option(min=0, help="Show so many records from the beginning.")] = 3,
    line: Annotated[int | None, typer.Option(min=1, help="Show the record that begins on this line of the feed.")] = None,
    show_values: Annotated[bool, typer.Option("--show-values", help="Show the values; passwords stay hidden.")] = False,
    workspace: Workspace = None,
    state: State = None,
    format: Format = "text",
) -> None:
    """Show what a job's properties make of its feed: values, messages, blanks, cuts, map entries that never match. Changes nothing."""
    from patronctl.review.preview import Wanted
    from patronctl.review.preview import preview as run
    from patronctl.views.preview import as_text

    made = run(places(workspace, state), job, Wanted(rows, line, show_values))
    show(made.model_dump_json(indent=2) if format == "json" else as_text(made))


def _hand_over(text: str, out: Path | None) -> None:
    from patronctl.properties.yaml import write_new

    if out is None:
        show(text.removesuffix("\n"))
    else:
        write_new(out, text)
        typer.echo(f"Wrote {out}.", err=True)
