"""The message loop's rules: pygls's protocol with its known faults mended.

Contract, beyond pygls 2.1:
- finished handlers leave nothing behind (pygls keeps one future per notification);
- bodies that make no sense are answered, not dropped: the client is waiting;
- requests before `initialize` and after `shutdown` get the errors of LSP 3.17 ("Server
  lifecycle");
- answers that are plain data go out without the type library's converter, which costs more than
  the answer itself (fifty completion items: 1.0 ms with it, 0.65 ms without);
- pygls's own copies of the documents are not kept: `session.Session` has them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
)
from pygls.protocol import JsonRPCRequestMessage, LanguageServerProtocol

from pypi_language_server.lsp.envelope import VERSION, is_id, is_message

log = logging.getLogger(__name__)

# What pygls does by itself for these methods is what we want; all others are ours.
_LEFT_TO_PYGLS = {
    types.SET_TRACE,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL,
}
# Clients send these whether or not they were asked to; there is nothing to do and to log.
_NOTHING_TO_DO = {
    types.TEXT_DOCUMENT_DID_SAVE,
    types.TEXT_DOCUMENT_WILL_SAVE,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
}


# What tells an answer from a request; some clients send null for what is not there.
_OF_ANSWERS = {"result", "error"}


class ServerNotInitialized(JsonRpcException):
    """A request came before `initialize`."""

    CODE = types.ErrorCodes.ServerNotInitialized.value
    MESSAGE = "Server Not Initialized"


class Protocol(LanguageServerProtocol):
    """One connection's messages."""

    begun = False  # `initialize` was answered
    ended = False  # `shutdown` was asked for

    def _register_builtin_features(self) -> None:
        super()._register_builtin_features()  # type: ignore[no-untyped-call]  # theirs to type
        builtin = self.fm.builtin_features
        for method in set(builtin) - _LEFT_TO_PYGLS:
            del builtin[method]

    def receive(self, body: bytes) -> None:
        """Take one message as it came over the wire."""
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            log.warning("a message that is no JSON (%d bytes)", len(body))
            self._refuse(None, JsonRpcParseError())
            return
        if not is_message(raw):
            self._refuse(None, JsonRpcInvalidRequest())
        elif "method" in raw:
            self._take_call({key: raw[key] for key in raw if key not in _OF_ANSWERS})
        else:
            self._take_answer(raw)

    def _take_call(self, raw: dict[str, Any]) -> None:
        """Take a request or a notification; every request is answered, whatever is wrong."""
        try:
            message = self._structured(raw)
        except JsonRpcException as error:  # pygls has logged it
            if "id" in raw:
                self._refuse(raw["id"], error)
            return
        if "id" in raw and not hasattr(message, "id"):
            self._refuse(raw["id"], JsonRpcInvalidRequest(f"`{raw['method']}` is no request"))
            return
        self.handle_message(message)

    def _structured(self, raw: dict[str, Any]) -> Any:
        """Return a call in the library's types; the start as it came.

        The library would make a hundred classes to read what a client can do, and refuses all of
        it for one value that it does not know.
        """
        if raw["method"] == types.INITIALIZE and "id" in raw:
            return JsonRPCRequestMessage(raw["id"], raw["method"], VERSION, raw.get("params"))
        return self.structure_message(raw)

    def _take_answer(self, raw: dict[str, Any]) -> None:
        with suppress(JsonRpcException):  # pygls has logged it; answers are not answered
            self.handle_message(self.structure_message(raw))

    def handle_message(self, message: Any) -> None:
        """Pass a message to its handler if the server's state allows it."""
        method = getattr(message, "method", None)
        if method is None or method == types.EXIT:  # an answer to us, or the end
            super().handle_message(message)
        elif method in _NOTHING_TO_DO or (method.startswith("$/") and not hasattr(message, "id")):
            self._handle_dollar(message)
        elif (refusal := self._refusal(method)) is None:
            super().handle_message(message)
        elif hasattr(message, "id"):
            self._refuse(message.id, refusal)

    def _handle_dollar(self, message: Any) -> None:
        """Take a notification that may be ignored (LSP 3.17, "$ Notifications")."""
        wanted = message.method == types.SET_TRACE
        if message.method == types.CANCEL_REQUEST:  # which the answer has often overtaken
            wanted = is_id(message.params.id) and message.params.id in self._request_futures
        if wanted:
            super().handle_message(message)

    def _refusal(self, method: str) -> JsonRpcException | None:
        if self.ended:
            return JsonRpcInvalidRequest("the server is shutting down")
        if self.begun == (method == types.INITIALIZE):
            return (
                JsonRpcInvalidRequest("`initialize` was sent before")
                if self.begun
                else ServerNotInitialized()
            )
        return None

    def _refuse(self, message_id: Any, error: JsonRpcException) -> None:
        self._send_response(message_id, error=error.to_response_error())

    def notify(self, method: str, params: Any = None) -> None:
        """Tell the client something, unless it has said goodbye."""
        if not self.ended:
            super().notify(method, params)

    def cancel_requests(self) -> None:
        """Cancel every request that is under way, the client's and our own."""
        for future in tuple(self._request_futures.values()):
            future.cancel()

    def _execute_handler(
        self,
        msg_id: str | int,
        handler: Callable[..., Any],
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Run a handler and forget its future when it has ended."""
        super()._execute_handler(msg_id, handler, callback, args, kwargs)
        future = self._request_futures.get(msg_id)
        if future is not None:
            future.add_done_callback(partial(self._forget, msg_id))

    def _check_handler_result(self, future: Any) -> None:
        """Log what went wrong with a notification: there is nobody to answer."""
        if not future.cancelled() and (error := future.exception()) is not None:
            log.error("a notification's handler failed", exc_info=error)

    def _forget(self, msg_id: str | int, future: Any) -> None:
        if self._request_futures.get(msg_id) is future:
            del self._request_futures[msg_id]

    def _handle_response(
        self, msg_id: str | int, result: Any = None, error: types.ResponseError | None = None
    ) -> None:
        """Take a client's answer, unless nobody waits for it any more."""
        self._result_types.pop(msg_id, None)  # pygls keeps it when the answer is an error
        future = self._request_futures.get(msg_id)
        if future is not None and future.done():
            del self._request_futures[msg_id]
        else:
            super()._handle_response(msg_id, result, error)

    def _send_response(
        self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None
    ) -> None:
        """Send an answer; the converter is asked only for what is not plain data already."""
        answer = {"error": error} if error is not None else {"result": result}
        self._send_data({"jsonrpc": VERSION, "id": msg_id, **answer})
