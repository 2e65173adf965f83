"""docs/configuration.md names every key of a district and a job, under its section, with its default."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from patronctl.config import retirement
from patronctl.config.district import Circulation, CirculationColumns, District, Site
from patronctl.config.job import Job, Options
from patronctl.domain.changed import Changed
from patronctl.domain.feed_gate import Gates
from patronctl.domain.guard import Guards
from patronctl.domain.schedule import Schedule
from patronctl.sources.directory import DirectorySource
from patronctl.sources.sftp import SftpSource

SECTIONS: dict[str, type[BaseModel]] = {
    "The district": District,
    "`sites`": Site,
    "`circulation`": Circulation,
    "`circulation.columns`": CirculationColumns,
    "The job": Job,
    "`source`, a directory": DirectorySource,
    "`source`, an SFTP server": SftpSource,
    "`schedule`": Schedule,
    "`options`": Options,
    "`gates`": Gates,
    "`inactivation`": retirement.Inactivation,
    "`inactivation.limit_to`": retirement.Scope,
    "`inactivation.active`": retirement.ActiveRules,
    "`inactivation.inactive`": retirement.InactiveRules,
    "`inactivation.inactive.delete_with_transactions`": retirement.DeleteWithTransactions,
    "`guards`": Guards,
    "`guards.max_changed`": Changed,
}


def default_of(model: type[BaseModel], name: str) -> str:
    """A default as the guide writes it."""
    value = model.model_fields[name].default
    if value is PydanticUndefined:
        return "required"
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, BaseModel):
        return "its own defaults"
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def row(model: type[BaseModel], name: str) -> str:
    """The beginning of the key's row."""
    return f"| `{model.model_fields[name].alias or name}` | {default_of(model, name)} |"


@pytest.mark.parametrize("title", SECTIONS)
def test_every_key_stands_in_the_guide_with_its_default(title: str, repository: Path) -> None:
    guide = (repository / "docs" / "configuration.md").read_text(encoding="utf-8")
    _, _, section = guide.partition(f"# {title}\n")
    section = section.partition("\n#")[0]

    assert [name for name in SECTIONS[title].model_fields if row(SECTIONS[title], name) not in section] == []
