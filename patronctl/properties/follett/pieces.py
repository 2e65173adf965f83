"""From a parsed template to what the properties say for it, as plain data."""

from typing import Any

from patronctl.properties.follett import dates, patterns
from patronctl.properties.follett.nodes import Column, Date, IsEmpty, Literal, Map, Operation, Template

Data = dict[str, Any]
_ORDER = ("regex", "date", "map")


class CannotTranslate(Exception):  # noqa: N818 - it names what happened
    """Why something can't be taken over, where it stands (an offset in the template), and what to do."""

    def __init__(self, offset: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.offset, self.message, self.hint = offset, message, hint


def piece(template: Template) -> Data:
    """A template as a piece. Raises CannotTranslate."""
    if not template:
        return {"value": ""}
    if all(isinstance(part, Literal | Column) and not _operations(part) for part in template) and len(template) > 1:
        return {"template": "".join(_in_template(part) for part in template)}
    if len(template) > 1:
        return {"parts": [piece((part,)) for part in template]}
    (part,) = template
    if isinstance(part, Literal):
        return {"value": part.text}
    return _column(part) if isinstance(part, Column) else _is_empty(part)


def replacement(template: Template) -> str | Data:
    """A map line's replacement: text where a template can say it, else a piece."""
    made = piece(template)
    if set(made) == {"value"}:
        return _escaped(made["value"])
    if set(made) == {"template"}:
        return str(made["template"])
    return f"{{{made['column']}}}" if set(made) == {"column"} else made


def _operations(part: Literal | Column | IsEmpty) -> tuple[Operation, ...]:
    return part.operations if isinstance(part, Column) else ()


def _in_template(part: Literal | Column | IsEmpty) -> str:
    return _escaped(part.text) if isinstance(part, Literal) else f"{{{part.number}}}" if isinstance(part, Column) else ""


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _column(column: Column) -> Data:
    made: Data = {"column": column.number}
    done = -1
    for operation in column.operations:
        said = _said(operation, column)
        step = _ORDER.index(next(iter(said)))
        if step <= done:
            # The properties do regex, date and map in this order; another order needs a piece inside of a piece.
            made = {"parts": [made]}
        made |= said
        done = step
    return made


def _said(operation: Operation, column: Column) -> Data:
    try:
        if isinstance(operation, Map):
            return {"map": operation.table}
        if isinstance(operation, Date):
            if operation.out is not None:
                # A patron's date needs no way of writing: it is stored as a date.
                dates.to_strptime(operation.out)
            return {"date": dates.to_strptime(operation.format)}
        pattern = patterns.translated(operation.pattern)
        replace = patterns.replacement(operation.replacement, pattern)
    except ValueError as error:
        what = "date format" if isinstance(operation, Date) else "regular expression"
        raise CannotTranslate(column.offset, f"the {what} can't be taken over: {error}", "write it in another way") from None
    if not replace:
        raise CannotTranslate(column.offset, "the replacement of regex is empty, so every value would be blank", 'write "{$1}" for a group')
    return {"regex": pattern} if replace == "{1}" else {"regex": pattern, "replace": replace}


def _is_empty(choice: IsEmpty) -> Data:
    test, then, otherwise = piece(choice.test), piece(choice.then), piece(choice.otherwise)
    if test != otherwise:
        return {"choose": {"if_blank": _short(test), "take": _short(then), "otherwise": _short(otherwise)}}
    made = test if set(test) <= {"column", "template"} else {"parts": [test]}
    return made | {"if_empty": _flat(then)}


def _flat(then: Data) -> Any:
    """ISEMPTY inside of ISEMPTY as one list of columns to try."""
    if set(then) == {"column", "if_empty"}:
        rest = then["if_empty"]
        return [then["column"], *(rest if isinstance(rest, list) else [rest])]
    return _short(then)


def _short(made: Data) -> Any:
    return made["column"] if set(made) == {"column"} else made
