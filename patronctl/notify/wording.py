"""The words of a message, from Jinja templates that a district can override: `jobs/<district>/templates/<event>.txt.j2`.

The first line is the subject, the rest the text. Templates run in a sandbox and see the event, which holds nothing personal.
"""

from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from patronctl.domain import words
from patronctl.notify.channel import Message
from patronctl.notify.event import Event

FOLDER = "templates"


def word(event: Event, district_folder: Path) -> Message:
    """The message of an event. A template of the district that can't be used must not keep anybody from being told: ours is taken."""
    try:
        return _render(event, _environment(district_folder / FOLDER))
    except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as error:
        message = _render(event, _environment(None))
        note = f"(The district's template {event.event}.txt.j2 can't be used: {type(error).__name__}.)"
        return Message(event, message.subject, f"{message.body}\n{note}\n")


def _render(event: Event, environment: ImmutableSandboxedEnvironment) -> Message:
    template = environment.select_template([f"{event.event}.txt.j2", "event.txt.j2"])
    subject, _, body = template.render(**event.model_dump(), words=words).lstrip().partition("\n")
    return Message(event, " ".join(subject.split()), body.strip() + "\n")


def _environment(overrides: Path | None) -> ImmutableSandboxedEnvironment:
    ours = PackageLoader("patronctl.notify", FOLDER)
    loader = ChoiceLoader([FileSystemLoader(overrides), ours]) if overrides else ours
    return ImmutableSandboxedEnvironment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
