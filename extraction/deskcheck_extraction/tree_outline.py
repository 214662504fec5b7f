"""The outline of a tree-sitter tree, from its top-level nodes."""

import re
from typing import TYPE_CHECKING

from deskcheck_extraction.outline import Definition, Outline

if TYPE_CHECKING:
    from tree_sitter import Node


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_TRANSPARENT = _words(
    "export_statement template_declaration global_statement ambient_declaration",
    "linkage_specification namespace_definition namespace_declaration internal_module",
    "declaration_list preproc_ifdef preproc_if preproc_else lexical_declaration",
    "variable_declaration statement_block",
)
_FUNCTIONS = _words(
    "function_declaration generator_function_declaration method_declaration",
    "function_definition function_item method singleton_method local_function_statement",
    "macro_definition preproc_function_def constructor_declaration method_definition",
    "field_declaration function_signature_item init_declaration",
    "compact_constructor_declaration",
)
_TYPES = _words(
    "class_declaration abstract_class_declaration interface_declaration",
    "type_alias_declaration enum_declaration record_declaration struct_specifier",
    "class_specifier enum_specifier union_specifier type_definition alias_declaration",
    "struct_declaration class module object_declaration protocol_declaration",
    "object_definition class_definition trait_definition enum_definition struct_item",
    "enum_item trait_item impl_item mod_item type_item type_alias type_declaration",
    "trait_declaration annotation_type_declaration union_item type_definition",
    "record_struct_declaration delegate_declaration concept_definition",
)
_IMPORTS = _words(
    "import_statement import_declaration import import_list import_header",
    "package_declaration package_clause package_header preproc_include using_declaration",
    "using_directive namespace_use_declaration use_declaration extern_crate_declaration",
    "file_scoped_namespace_declaration",
)
_NEUTRAL = _words(
    "comment line_comment block_comment multiline_comment php_tag attribute_item",
    "inner_attribute_item text_interpolation hash_bang_line shebang empty_statement",
    "preproc_def preproc_call identifier text attribute_list ERROR function_signature ;",
)
_VALUES = re.compile(
    r"(?:\w*identifier|\w*literal|integer|number|float|string|template_string|array|object|hash"
    r"|constant|tuple\w*"
    r"|member_expression|subscript_expression|binary\w*|infix_expression|labeled_\w*|label"
    r"|symbol|true|false|null|nil"
    r"|sequence_expression|parenthesized_expression|regex|variable_name|bin_expression"
    r"|encapsed_string|array_creation_expression"
    r"|unary\w*|range|element_reference|block)"
)
_FUNCTION_VALUES = _words(
    "arrow_function function_expression function generator_function class lambda",
    "lambda_expression anonymous_function closure_expression lambda_literal",
    "anonymous_function_creation_expression",
)
_IMPORT_CALL = re.compile(
    rb"(?:[\w{}, \t:]*=\s*)?(?:require|require_relative|require_once|include|include_once|load"
    rb"|use)\b[ (]*['\"]?[^;\n]*[;)]?\s*\Z"
)
_PLACEHOLDER = re.compile(
    rb"[{:=\s]*(?:(?:return\s+)?(?:throw\s+(?:new\s+)?\w*(?:NotImplemented|UnsupportedOperation"
    rb"|Error|Exception)[^;]{0,80}"
    rb"|todo!|unimplemented!|panic[!(][^;]{0,60}|TODO\([^)]*\)|fatalError\([^)]*\)"
    rb"|raise\s+NotImplementedError[^\n]{0,60}|\?\?\?|pass|\.\.\.)"
    rb"[^{}\n]{0,10})?[\s};]*"
)
_COMMENT = re.compile(rb"//[^\n]*|/\*.*?\*/|^\s*#[^\n]*", re.DOTALL | re.MULTILINE)
_NAME = re.compile(rb"[~\w?!$]+")
_MOST_NODES = 600
_LONGEST_BODY = 400  # bytes of a body in which a placeholder is sought


def tree_outline(root: "Node", source: bytes) -> Outline:
    """Outline the tree of a source: what its top-level nodes define, import, do, or merely are."""
    definitions: list[Definition] = []
    imports = statements = values = seen = 0
    stack = list(reversed(root.named_children[:_MOST_NODES]))
    while stack and seen < _MOST_NODES:
        node = stack.pop()
        seen += 1
        kind = node.type
        if kind in _IMPORTS or (
            kind not in _FUNCTIONS and kind not in _TYPES and _imports(node, source)
        ):
            imports += 1
        elif kind in _TRANSPARENT and _inner(node):
            stack += reversed(_inner(node))
        elif definition := _definition(node, source):
            definitions.append(definition)
        elif _is_value(node):
            values += 1
        else:
            statements += kind not in _NEUTRAL
    return Outline(tuple(definitions), imports, statements, values)


def first_error_line(root: "Node") -> int | None:
    """Return the line, from 0, of the first ERROR or MISSING node, None where there is none."""
    node = root
    while not (node.is_error or node.is_missing):
        broken = next(
            (child for child in node.children if child.has_error or child.is_missing), None
        )
        if broken is None:
            break
        node = broken
    return node.start_point.row if root.has_error else None


def _inner(node: "Node") -> list["Node"]:
    """List the nodes that a wrapper holds."""
    body = node.child_by_field_name("body")
    return body.named_children if body else node.named_children


def _imports(node: "Node", source: bytes) -> bool:
    """Say whether a call or assignment does nothing but load a module."""
    if node.end_byte - node.start_byte > 200:
        return False
    text = _text(node, source)
    return (b"require" in text or b"include" in text) and bool(
        _IMPORT_CALL.fullmatch(
            text.removeprefix(b"const ").removeprefix(b"let ").removeprefix(b"var ")
        )
    )


def _is_value(node: "Node") -> bool:
    inner = (
        node.named_children[0]
        if node.type == "expression_statement" and node.named_children
        else node
    )
    if inner.type in ("labeled_statement", "block") and inner.named_children:
        return all(
            _is_value(child) or child.type in _NEUTRAL for child in inner.named_children[:20]
        )
    return bool(_VALUES.fullmatch(inner.type)) and inner.type not in _NEUTRAL - {
        "identifier",
        "text",
    }


def _definition(node: "Node", source: bytes) -> Definition | None:
    if node.type in _TYPES:
        return _type_definition(node, source)
    if node.type in _FUNCTIONS:
        return Definition(
            _name(node, source), is_stub=_is_stub(node, source), owner=_owner(node, source)
        )
    if node.type == "declaration":
        return _declared(node, source)
    return _assigned(node, source)


def _declared(node: "Node", source: bytes) -> Definition | None:
    """Read a C declaration: a prototype is a stub, a lambda a function, and no more defines."""
    declarator = node.child_by_field_name("declarator")
    if declarator is None:
        return _specified(node, source)
    is_pointed = declarator.type in ("function_declarator", "pointer_declarator")
    if is_pointed and b"(" in _text(declarator, source):
        return Definition(_name(node, source), is_stub=True)
    value = declarator.child_by_field_name("value")
    return Definition(_name(node, source)) if value and value.type == "lambda_expression" else None


def _specified(node: "Node", source: bytes) -> Definition | None:
    inner = node.child_by_field_name("type")
    return _type_definition(inner, source) if inner and inner.type in _TYPES else None


def _assigned(node: "Node", source: bytes) -> Definition | None:
    """Read an assignment of a function or class to a name."""
    if node.type == "expression_statement" and node.named_children:
        node = node.named_children[0]
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    if (
        value is None
        and node.type in ("property_declaration", "val_definition", "assignment")
        and node.named_children
    ):
        value = node.named_children[-1]
    if value is None or value.type not in _FUNCTION_VALUES:
        return None
    target = (
        node.child_by_field_name("name")
        or node.child_by_field_name("left")
        or node.named_children[0]
    )
    names = _NAME.findall(_text(target, source))
    return Definition(names[-1].decode("utf-8", "replace")) if names else None


def _type_definition(node: "Node", source: bytes) -> Definition:
    functions = _functions_in(node)
    members = tuple(_name(function, source) for function in functions)
    with_body = [function for function in functions if _body(function) is not None]
    is_stub = bool(with_body) and all(_is_stub(function, source) for function in with_body)
    return Definition(_name(node, source), True, is_stub, members, _owner(node, source))


def _owner(node: "Node", source: bytes) -> str:
    """Return what a definition adds to: a Go method's receiver, a C++ method's class; for a Rust
    `impl` and a Swift `extension`, that it is one.
    """
    if node.type == "impl_item":
        trait = node.child_by_field_name("trait")
        return f"impl {_beginning(trait, source)}".rstrip()
    if source.startswith(b"extension ", node.start_byte):
        return "extension"
    if receiver := node.child_by_field_name("receiver"):
        return _beginning(receiver, source).strip("()").rpartition(" ")[2].lstrip("*")
    declarator = node.child_by_field_name("declarator")
    return _beginning(declarator, source).partition("(")[0].rpartition("::")[0]


def _beginning(node: "Node | None", source: bytes) -> str:
    return _text(node, source)[:200].decode("utf-8", "replace") if node else ""


def _text(node: "Node", source: bytes) -> bytes:
    return source[node.start_byte : node.end_byte]


def _functions_in(node: "Node") -> list["Node"]:
    body = node.child_by_field_name("body") or (
        node.named_children[-1] if node.named_children else None
    )
    if body is None:
        return []
    found: list[Node] = []
    for child in body.named_children[:_MOST_NODES]:
        inner = _inner(child)[-1:] if child.type == "template_declaration" else [child]
        found += [one for one in inner if one.type in _FUNCTIONS]
    return found


def _name(node: "Node", source: bytes) -> str:
    """Return a definition's name, "" where it has none."""
    named = node.child_by_field_name("name") or node.child_by_field_name("type")
    declarator = node.child_by_field_name("declarator")
    if declarator is not None:
        named = _declared_name(declarator)
    elif node.type == "type_declaration" and node.named_children:
        named = node.named_children[0].child_by_field_name("name")
    names = _NAME.findall(_text(named, source)[:200]) if named else []
    is_path = declarator is not None
    return names[-1 if is_path else 0].decode("utf-8", "replace") if names else ""


def _declared_name(node: "Node") -> "Node":
    for _ in range(20):
        inner = node.child_by_field_name("declarator")
        if inner is None:
            inner = next((c for c in node.named_children if c.type.endswith("declarator")), None)
        if inner is None:
            return node
        node = inner
    return node


def _body(node: "Node") -> "Node | None":
    body = node.child_by_field_name("body")
    if (
        body is None
        and node.named_children
        and node.named_children[-1].type in ("function_body", "block", "compound_statement")
    ):
        body = node.named_children[-1]
    return body


def _is_stub(node: "Node", source: bytes) -> bool:
    body = _body(node)
    if body is None:
        return node.type in ("method", "singleton_method")
    if body.end_byte - body.start_byte > _LONGEST_BODY:
        return False
    return bool(_PLACEHOLDER.fullmatch(_COMMENT.sub(b"", _text(body, source))))
