"""The Job Summary as JSON: the run record, whose schema is `schemas/run.schema.json`."""

from patronctl.store.run_folder import Run


def render(run: Run) -> str:
    """The record with two spaces of indentation."""
    return run.record.model_dump_json(indent=2)
