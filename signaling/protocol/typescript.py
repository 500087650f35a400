"""Writes the browser's TypeScript types from the message models: `python -m signaling.protocol.typescript [FILE]`.

The models' JSON schema is read, not the classes, so that what the browser believes is what pydantic checks. Only the
few shapes that the protocol uses are understood; another one is an error here and not a surprise in the browser.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter

from signaling.protocol import messages, views

TARGET = Path("client_web/src/protocol/messages.ts")
Schema = Mapping[str, Any]

HEADER = """\
// Generated from signaling/protocol by `python -m signaling.protocol.typescript`. Do not edit.
// The prose that belongs to it is signaling/PROTOCOL.md.
"""

NAMED_ENUMS: Mapping[str, tuple[str, ...]] = {
    "Source": get_args(messages.Source),
    "Role": get_args(views.Role),
    "Place": get_args(views.Place),
    "Connectivity": get_args(views.Connectivity),
    "Quality": get_args(views.Quality),
    "Phase": get_args(views.Phase),
    "RosterStatus": get_args(views.RosterStatus),
    "ErrorCode": get_args(messages.ErrorCode),
}
"""Python's literal aliases leave no name in a JSON schema; these get theirs back."""

SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def generate() -> str:
    """The whole of messages.ts."""
    sent: TypeAdapter[Any] = TypeAdapter(messages.Authenticate | messages.ClientMessage)
    received: TypeAdapter[Any] = TypeAdapter(messages.ServerMessage)
    sent_types = sent.json_schema(mode="validation")["$defs"]
    received_types = received.json_schema(mode="serialization")["$defs"]
    parts = [
        HEADER,
        f"export const PROTOCOL_VERSION = {messages.PROTOCOL_VERSION};",
        f"export const MAX_MESSAGE_BYTES = {messages.MAX_MESSAGE_BYTES};\n",
        *(f"export type {name} = {_literals(values)};\n" for name, values in NAMED_ENUMS.items()),
        *(_interface(name, schema, defaults_optional=True) for name, schema in sent_types.items()),
        _union("ClientMessage", messages.client_message, "What the browser sends after `Authenticate`."),
        *(_interface(name, schema, defaults_optional=False) for name, schema in received_types.items()),
        _union("ServerMessage", messages.server_message, "What the server sends."),
    ]
    return "\n".join(parts)


def _interface(name: str, schema: Schema, *, defaults_optional: bool) -> str:
    lines = [*_comment(schema.get("description"), ""), f"export interface {name} {{"]
    required = set(schema.get("required", ()))
    for field, field_schema in schema["properties"].items():
        optional = defaults_optional and field not in required and field != "type"
        lines += _comment(field_schema.get("description"), "  ")
        lines.append(f"  {field}{'?' if optional else ''}: {_type(field_schema)};")
    return "\n".join([*lines, "}\n"])


def _union(name: str, adapter: TypeAdapter[Any], comment: str) -> str:
    members = [_reference(option) for option in adapter.json_schema()["oneOf"]]
    return (
        "\n".join([*_comment(comment, ""), f"export type {name} =", *(f"  | {member}" for member in members)]) + ";\n"
    )


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return _reference(schema)
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return _named(tuple(schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    if schema.get("type") == "array":
        item = _type(schema["items"])
        return f"({item})[]" if " | " in item else f"{item}[]"
    try:
        return SCALARS[schema["type"]]
    except KeyError:
        raise ValueError(f"the protocol has a shape that the generator does not know: {schema}") from None


def _named(values: tuple[str, ...]) -> str:
    return next((name for name, known in NAMED_ENUMS.items() if known == values), _literals(values))


def _literals(values: tuple[str, ...]) -> str:
    return " | ".join(f'"{value}"' for value in values)


def _reference(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _comment(text: str | None, indent: str) -> Iterator[str]:
    if not text:
        return
    lines = [line.strip().replace("*/", "* /") for line in text.strip().splitlines()]
    if len(lines) == 1:
        yield f"{indent}/** {lines[0]} */"
        return
    yield f"{indent}/**"
    yield from (f"{indent} * {line}".rstrip() for line in lines)
    yield f"{indent} */"


def main(arguments: list[str]) -> None:
    target = Path(arguments[0]) if arguments else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(generate(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
