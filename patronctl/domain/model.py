"""The base of every model that the YAML may say and of every model that leaves the process."""

import json
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StrictBool, StrictInt, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticSerializationError
from pydantic_core.core_schema import CoreSchema, no_info_plain_validator_function, str_schema

from patronctl.domain.text import only_text


class _NotEmpty:
    """Said in Pydantic's own terms: most keys are texts, and working it out for each was a sixth of what building the models cost."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return str_schema(strict=True, min_length=1)


Text = Annotated[str, _NotEmpty()]
Switch = StrictBool
Count = Annotated[StrictInt, Field(ge=0)]


class Model(BaseModel):
    """Immutable, and unknown keys are refused: a misspelled key must never be a silent default."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Output(BaseModel):
    """What leaves the process. A secret can't be in one: no field of these models has a secret's type."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    def model_dump_json(self, **options: Any) -> str:
        """The model as JSON. A string that is not text, a file's name say, never stands in the way: its bytes are written as escapes."""
        try:
            return super().model_dump_json(**options)
        except (PydanticSerializationError, UnicodeError):
            indent = options.pop("indent", None)
            return json.dumps(only_text(self.model_dump(mode="json", **options)), indent=indent, ensure_ascii=False)


class Late:
    """On a type that few files use: its schema is built when the first value comes, and until then costs no start anything."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        adapter = cache(lambda: TypeAdapter(source))
        return no_info_plain_validator_function(lambda given: adapter().validate_python(given), metadata={"late": adapter})

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(core["metadata"]["late"]().core_schema)
