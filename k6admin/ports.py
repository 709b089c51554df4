"""Ports and addresses, as the commands that start servers need them. Nothing here leaves this machine."""

import http.client
import ipaddress
import socket

HOST = "127.0.0.1"


def read_port(text: str) -> int:
    """ValueError with a sentence for anything that is no port from 1 to 65535."""
    if text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536:
        return int(text)
    raise ValueError(f"PORT={text} is not a port: use a number from 1 to 65535.")


def usable_port(text: str, command: str) -> int:
    """The port that PORT= asks for. ValueError with a sentence when it is none or taken."""
    port = read_port(text)
    if not is_free(port):
        other = port + 1 if port < 65535 else 8000
        raise ValueError(
            f"Port {port} is taken (perhaps k6admin is running already). "
            f"Free it, or use another one: {command} PORT={other}"
        )
    return port


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now. False too where it would need more rights."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def usable_address(text: str) -> str:
    """The address that BIND= asks for. ValueError with a sentence when it is none."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ValueError(f"BIND={text} is not an address of a machine: 0.0.0.0 means all of this one's.") from None


def free_port() -> int:
    """A port that nobody listens on; the system avoids giving it to someone else soon."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def answers(port: int, path: str) -> bool:
    """Whether `GET path` is answered with success within 2 seconds."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
