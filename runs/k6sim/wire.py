"""Answers on the wire, whole or spoiled. Waits end early when the server stops."""

from __future__ import annotations

import socket
import struct
from http import HTTPStatus
from threading import Event

from .answers import Answer
from .faults import Fault

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


def head(answer: Answer, *, close: bool) -> bytes:
    """Status line and headers. 204 has neither type nor length, as HTTP wants it."""
    lines = [f"HTTP/1.1 {answer.status} {_phrase(answer.status)}", "Server: k6sim"]
    if answer.status not in {204, 304}:
        lines += [f"Content-Type: {answer.content_type}", f"Content-Length: {len(answer.body)}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    if close:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def send(connection: socket.socket, answer: Answer, *, close: bool) -> None:
    """Head and body in one write, so that no page waits for an acknowledgement."""
    connection.sendall(head(answer, close=close) + answer.body)


def send_spoiled(connection: socket.socket, answer: Answer, fault: Fault, stopping: Event) -> bool:
    """Send `answer` as the fault wants it; True if the connection can go on."""
    match fault.kind:
        case "slow":
            stopping.wait(fault.seconds)
            send(connection, answer, close=False)
            return True
        case "slow_body":
            connection.sendall(head(answer, close=False))
            stopping.wait(fault.seconds)
            connection.sendall(answer.body)
            return True
        case "drip_headers":
            _drip(connection, head(answer, close=True), fault.seconds, stopping)
            connection.sendall(answer.body)
        case "drip_body":
            connection.sendall(head(answer, close=True))
            _drip(connection, answer.body, fault.seconds, stopping)
        case "cut_short":
            connection.sendall(head(answer, close=True) + answer.body[: len(answer.body) // 2])
    return False


def reset(connection: socket.socket) -> None:
    """Close with RST instead of FIN (a linger time of zero does that)."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    connection.close()


def _drip(connection: socket.socket, content: bytes, pause: float, stopping: Event) -> None:
    for number in range(len(content)):
        connection.sendall(content[number : number + 1])
        if stopping.wait(pause):
            return


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
