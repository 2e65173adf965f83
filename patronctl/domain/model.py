"""The base of every model that the YAML may say and of every model that leaves the process."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

Text = Annotated[StrictStr, Field(min_length=1)]
Switch = StrictBool
Count = Annotated[StrictInt, Field(ge=0)]


class Model(BaseModel):
    """Immutable, and unknown keys are refused: a misspelled key must never be a silent default."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Output(BaseModel):
    """What leaves the process. A secret can't be in one: no field of these models has a secret's type."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
