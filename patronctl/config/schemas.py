"""The published contracts in schemas/, generated from the models: `python -m patronctl.config.schemas [FOLDER]`.

An editor with a YAML language server completes and checks a file whose first line names its schema.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from patronctl import files
from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.documents.docstrings import meanings
from patronctl.domain.delivery import DeliveryRecord
from patronctl.domain.run_record import RunRecord
from patronctl.domain.timer_plan import TimerPlan
from patronctl.places import real
from patronctl.properties.model import Properties

Direction = Literal["validation", "serialization"]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# What people write is described as it is read; what the program writes, as it is written.
CONTRACTS: Mapping[str, tuple[type[BaseModel], Direction]] = {
    "district": (District, "validation"),
    "job": (Job, "validation"),
    "properties": (Properties, "validation"),
    "run": (RunRecord, "serialization"),
    "plan": (TimerPlan, "serialization"),
    "delivery": (DeliveryRecord, "serialization"),
}


class _AsWritten(GenerateJsonSchema):
    """Keys that are left out are left out: nobody writes `null` in a configuration."""

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        """Without null where it is read; with it where it is written."""
        return super().nullable_schema(schema) if self.mode == "serialization" else self.generate_inner(schema["schema"])

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """With what each key means."""
        described = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        for name, meaning in meanings(model).items():
            key = model.model_fields[name].alias or name
            if key in described.get("properties", {}):
                described["properties"][key]["description"] = meaning
        return described

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        """Without a default that means: nothing was said."""
        described = super().default_schema(schema)
        return {key: value for key, value in described.items() if key != "default" or value is not None}

    def tagged_union_schema(self, schema: Any) -> JsonSchemaValue:
        """A short form and a section may both fit a text: any of them is enough."""
        described = super().tagged_union_schema(schema)
        if "oneOf" in described and "discriminator" not in described:
            described["anyOf"] = described.pop("oneOf")
        return described


def schema(name: str) -> dict[str, Any]:
    """One contract."""
    model, mode = CONTRACTS[name]
    described = model.model_json_schema(mode=mode, by_alias=True, schema_generator=_AsWritten)
    return {"$schema": DIALECT, **described}


def texts() -> dict[str, str]:
    """File name: content, for all contracts."""
    return {f"{name}.schema.json": json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n" for name in CONTRACTS}


def write(folder: Path) -> list[Path]:
    """Write all contracts; answers with the files."""
    folder = real(folder)
    files.make_folders(folder)
    for name, text in texts().items():
        files.write_atomically(folder / name, text, mode=0o644)
    return [folder / name for name in texts()]


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas"))
