"""From our answers to the protocol's: plain JSON data in the shape that LSP 3.17 gives them.

Contract: conversions only, fitted to what the client can do. Plain data and not the type
library's classes, because answers are made at every keystroke (see `protocol`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lsprotocol.types import (
    CompletionItemKind,
    CompletionItemTag,
    InsertTextMode,
    MarkupContent,
    MarkupKind,
    SymbolKind,
)

from pypi_language_server.features.model import ItemKind
from pypi_language_server.lsp.capabilities import ClientFeatures, Markup
from pypi_language_server.session import Document
from pypi_language_server.text import PositionEncoding, Span

if TYPE_CHECKING:
    from pypi_language_server.features.model import CompletionItem, CompletionList, Hover, Symbol

Json = dict[str, Any]

_AS_IS = InsertTextMode.AsIs.value
_STRUCK = CompletionItemTag.Deprecated.value
_ITEM_KINDS = {
    ItemKind.PROJECT: CompletionItemKind.Module.value,
    ItemKind.VERSION: CompletionItemKind.Value.value,
    ItemKind.EXTRA: CompletionItemKind.Property.value,
    ItemKind.MARKER: CompletionItemKind.Variable.value,
    ItemKind.OPTION: CompletionItemKind.Keyword.value,
    ItemKind.FILE: CompletionItemKind.File.value,
    ItemKind.KEY: CompletionItemKind.Field.value,
    ItemKind.GROUP: CompletionItemKind.Reference.value,
    ItemKind.VALUE: CompletionItemKind.EnumMember.value,
}
_GROUP_KIND, _REQUIREMENT_KIND = SymbolKind.Namespace.value, SymbolKind.Package.value


def span(document: Document, part: Span, encoding: PositionEncoding) -> Json:
    """Return a `Range`."""
    return {
        "start": _position(document, part.start, encoding),
        "end": _position(document, part.end, encoding),
    }


def _position(document: Document, offset: int, encoding: PositionEncoding) -> Json:
    line, character = document.lines.position(offset, encoding)
    return {"line": line, "character": character}


def completion(document: Document, found: CompletionList, client: ClientFeatures) -> Json:
    """Return a `CompletionList` whose order no client changes.

    `sortText` counts the items, and their `filterText` is of equal weight for clients that score
    it. The edit range stands once where the client knows defaults (LSP 3.17, `itemDefaults`),
    else in each item.
    """
    edit_range = span(document, found.replace, client.encoding)
    digits = len(str(max(len(found.items) - 1, 0)))
    items = []
    for place, (item, filter_text) in enumerate(
        zip(found.items, _filter_texts(found), strict=True)
    ):
        answer = _item(item, client)
        answer["sortText"] = f"{place:0{digits}}"
        answer["filterText"] = filter_text
        if item.name is not None:
            answer["data"] = {"name": item.name, "uri": document.uri}
        if not client.default_edit_range:
            answer["textEdit"] = {"range": edit_range, "newText": item.insert}
        elif item.insert != item.label:
            answer["textEditText"] = item.insert
        items.append(answer)
    answer = {"isIncomplete": found.incomplete, "items": items}
    if client.default_edit_range:
        answer["itemDefaults"] = {"editRange": edit_range}
    return answer


def _filter_texts(found: CompletionList) -> list[str]:
    """Return what clients filter each item by: what is typed already, and how the item goes on.

    All begin alike and are equally long, and none is just what is typed, so that no client's score
    prefers one (VS Code scores a full match higher, others a short one). The rest keeps an item in
    a list that arrives, or stays, while more is typed: Helix shows no list that its filter empties.
    """
    typed = found.typed.lower()
    rests = []
    for item in found.items:
        at = item.label.lower().find(typed)
        rests.append(item.label[at + len(typed) :] if at >= 0 else item.label)
    width = max(map(len, rests), default=0) + 1
    return [found.typed + rest.ljust(width) for rest in rests]


def _item(item: CompletionItem, client: ClientFeatures) -> Json:
    """Return the parts of an item that people see."""
    answer: Json = {"label": item.label, "kind": _ITEM_KINDS[item.kind]}
    if item.struck and client.struck_through:
        answer["tags"] = [_STRUCK]
    elif item.struck:
        answer["deprecated"] = True
    if "\n" in item.insert:
        answer["insertTextMode"] = _AS_IS
    if item.documentation:
        answer["documentation"] = item.documentation
    if client.label_details and item.detail:
        answer["labelDetails"] = {"description": item.detail}
    detail = item.summary if client.label_details else item.detail or item.summary
    if detail:
        answer["detail"] = detail
    return answer


def hover(document: Document, answer: Hover, client: ClientFeatures) -> Json:
    """Return a `Hover` in the client's markup."""
    text = answer.markdown if client.hover is Markup.MARKDOWN else answer.plain
    return {
        "contents": {"kind": client.hover.value, "value": text},
        "range": span(document, answer.span, client.encoding),
    }


def documentation(markdown: str, plain: str, client: ClientFeatures) -> str | MarkupContent:
    """Return a completion item's documentation in a form that the client shows."""
    match client.documentation:
        case Markup.MARKDOWN:
            return MarkupContent(MarkupKind.Markdown, markdown)
        case Markup.PLAIN:
            return MarkupContent(MarkupKind.PlainText, plain)
        case None:
            return plain


def symbols(document: Document, outline: tuple[Symbol, ...], client: ClientFeatures) -> list[Json]:
    """Return `DocumentSymbol`s, or `SymbolInformation` for clients that know no trees."""
    if client.nested_symbols:
        return [_nested(document, symbol, client.encoding) for symbol in outline]
    return list(_flat(document, outline, client.encoding, ""))


def _nested(document: Document, symbol: Symbol, encoding: PositionEncoding) -> Json:
    answer: Json = {
        "name": symbol.name or "?",  # the protocol forbids empty names
        "kind": _GROUP_KIND if symbol.children else _REQUIREMENT_KIND,
        "range": span(document, symbol.span, encoding),
        "selectionRange": span(document, _inside(symbol.selection, symbol.span), encoding),
    }
    if symbol.detail:
        answer["detail"] = symbol.detail
    if symbol.children:
        answer["children"] = [_nested(document, child, encoding) for child in symbol.children]
    return answer


def _inside(part: Span, whole: Span) -> Span:
    """Return `part` clamped into `whole`: clients refuse selections that reach out of it."""
    start = min(max(part.start, whole.start), whole.end)
    return Span(start, min(max(part.end, start), whole.end))


def _flat(
    document: Document, outline: tuple[Symbol, ...], encoding: PositionEncoding, container: str
) -> Iterator[Json]:
    for symbol in outline:
        yield {
            "name": symbol.name or "?",
            "kind": _GROUP_KIND if symbol.children else _REQUIREMENT_KIND,
            "location": {"uri": document.uri, "range": span(document, symbol.span, encoding)},
            **({"containerName": container} if container else {}),
        }
        yield from _flat(document, symbol.children, encoding, symbol.name)
