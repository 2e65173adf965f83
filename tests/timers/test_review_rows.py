"""Every setting of a district, a job and its properties has a sentence in `plan --against`, and every sentence a setting."""

from typing import get_args

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.domain.fields import MAPPABLE
from patronctl.domain.schedule import Schedule
from patronctl.notify import Channel
from patronctl.properties.model import Properties
from patronctl.review.comparison import channels, district, fields, job, properties, targets
from patronctl.review.comparison.leaves import leaves

CHANNELS = {f"notify{{}}.{key}" for key in channels.ROWS}
SCHEDULE = {f"schedule.{key}" for key in Schedule.model_fields}
"""Said together, by `schedule.sentences`."""


def test_every_setting_of_a_job_has_its_row() -> None:
    assert leaves(Job) == set(job.ROWS) | SCHEDULE | CHANNELS


def test_every_setting_of_a_district_has_its_row() -> None:
    of_sites = {f"sites[].{key}" for key in district.SITE_ROWS}
    of_targets = {f"targets[].{key}" for key in targets.ROWS} | {f"targets[].{key}{{}}" for key in targets.TABLES}

    assert leaves(District) == set(district.ROWS) | of_sites | of_targets | {"patron_types{}"} | CHANNELS


def test_every_setting_of_the_properties_has_its_row() -> None:
    of_fields = {f"fields{{}}.{key}" for key in [*fields.PHRASES, "when_blank", "default"]}
    of_rules = {f"skip_records[].{key}" for key in properties.CONDITIONS}

    assert leaves(Properties) == set(properties.ROWS) | of_fields | of_rules | {"maps{}"}


def test_every_consequence_is_of_a_field_that_can_be_mapped() -> None:
    assert set(fields.CONSEQUENCES) <= set(MAPPABLE)


def test_every_kind_of_channel_is_among_the_leaves() -> None:
    kinds = get_args(get_args(Channel)[0])

    assert {f"notify{{}}.{name}" for kind in kinds for name in kind.model_fields} <= leaves(Job)


def test_what_a_row_says_of_a_choice_is_said_of_each() -> None:
    """A sentence per value, where a value is one of a few words."""
    for row in [*job.ROWS.values(), *district.ROWS.values()]:
        if isinstance(row.text, dict):
            assert all(row.now(value) and ": " not in row.now(value)[: len(row.path) + 2] for value in row.text)
