"""A model together with the document that it was read from."""

from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from patronctl.documents.document import Document
from patronctl.domain.problem import Problem

M = TypeVar("M", bound=BaseModel)


class Located(NamedTuple, Generic[M]):
    """What a file says, and where it says it."""

    model: M
    document: Document


def validated(model: type[M], document: Document) -> tuple[Located[M] | None, list[Problem]]:
    """The model, None where the document doesn't fit it, and the problems."""
    try:
        return Located(model.model_validate(document.value), document), []
    except ValidationError as error:
        from patronctl.documents.explain import explain

        return None, explain(error, model, document)
    except RecursionError:
        return None, [Problem(document.file, 0, 0, "the file is nested too deeply")]
