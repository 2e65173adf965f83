"""The guides under docs/ hold what they say: links lead somewhere, commands and options exist, YAML is what the models take."""

import re
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.main import get_command
from typer.testing import CliRunner

from patronctl.cli.main import COMMANDS, app
from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.domain.fields import BY_NAME
from patronctl.properties.model import Properties
from tests.docs.markdown import anchors, examples, links
from tests.repository.checkout import relative, text_of, tracked

GUIDES = tracked("docs/*.md")
PAGES = tracked("*.md")
KEYS = {*Job.model_fields, *District.model_fields, *Properties.model_fields, *BY_NAME, "action"}
CODE = re.compile(r"`([^`\n]+)`|^(?:    |\$ )(.+)$", re.MULTILINE)
COMMAND_LINE = re.compile(r"\bpatronctl ([a-z]+)\b((?:\\\n|[^|#;&\n])*)")
NOT_OURS = {"on", "validate-and-plan", "repos"}
"""A key of a workflow of GitHub's, of GitLab's, and of pre-commit's configuration."""
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_links_lead_somewhere(page: Path):
    lost = []
    for link in links(text_of(page)):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)

    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_the_commands_and_options_shown_exist(page: Path):
    text = text_of(page)
    code = [first or second for first, second in CODE.findall(text)] + [example.text for example in examples(text)]
    shown = [found for part in code for found in COMMAND_LINE.findall(part)]

    wanted = [(command, option) for command, rest in shown for option in OPTION.findall(rest)]
    assert [command for command, _ in shown if command not in COMMANDS] == []
    assert [(command, option) for command, option in wanted if option not in _help(command)] == []


@pytest.mark.parametrize("page", GUIDES, ids=relative)
def test_an_example_in_yaml_has_keys_that_the_models_know(page: Path):
    loaded = [YAML(typ="safe").load(example.text) for example in examples(text_of(page)) if example.language == "yaml"]
    ours = [document for document in loaded if isinstance(document, dict) and not NOT_OURS & document.keys()]

    assert [key for document in ours for key in document if key not in KEYS] == []


@cache
def _help(command: str) -> str:
    """What a command's help says, and that of the commands under it."""
    found = get_command(app).get_command(None, command)  # type: ignore[attr-defined]
    under = getattr(found, "commands", {})
    pages = [[command], *([command, each] for each in under)]
    return "\n".join(CliRunner().invoke(app, [*page, "--help"], env={"COLUMNS": "200"}).output for page in pages)
