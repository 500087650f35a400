"""Ports: free, or held by our own app."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from server.doctor.finding import Finding, ok, wrong
from server.settings import Settings


def running_process(lock: Path) -> str | None:
    """The process id of the app that serves this `var`; None: none does."""
    try:
        descriptor = os.open(lock, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.read(descriptor, 20).decode(errors="replace").strip()
    finally:
        os.close(descriptor)
    return None


def check_ports(settings: Settings) -> Iterator[Finding]:
    process = running_process(settings.lock)
    yield from _taken("port", "VIOP_PORT", settings.host, settings.port, socket.SOCK_STREAM, process)
    if settings.metrics_port:
        where = settings.metrics_host, settings.metrics_port
        yield from _taken("metrics port", "VIOP_METRICS_PORT", *where, socket.SOCK_STREAM, process)
    if settings.redis is not None:  # media nodes have the media's
        return
    count = settings.media_workers or len(os.sched_getaffinity(0))
    for number in range(settings.media_port, settings.media_port + count) if settings.media_port else ():
        for host in settings.media_host.split(","):
            yield from _taken("media port", "VIOP_MEDIA_PORT", host.strip(), number, socket.SOCK_DGRAM, process)


def _taken(
    what: str, setting: str, host: str, port: int, kind: socket.SocketKind, process: str | None
) -> Iterator[Finding]:
    protocol = "UDP" if kind is socket.SOCK_DGRAM else "TCP"
    reason = _why_not(host, port, kind)
    if reason is None:
        yield ok(what, f"{protocol} {port} is free.")
    elif reason == errno.EADDRINUSE and process is not None:
        yield ok(what, f"{protocol} {port} is in use; the app runs (process {process}).")
    elif reason == errno.EADDRINUSE:
        yield wrong(
            what, f"Another program has {protocol} {port}, and the app does not run.", f"Choose another: {setting}."
        )
    else:
        yield wrong(
            what,
            f"{protocol} {port} cannot be had: {os.strerror(reason)}.",
            f"See {setting}; below 1024 a privilege is needed.",
        )


def _why_not(host: str, port: int, kind: socket.SocketKind) -> int | None:
    try:
        for family, _, protocol, _, address in socket.getaddrinfo(
            host or None, port, type=kind, flags=socket.AI_PASSIVE
        ):
            with socket.socket(family, kind, protocol) as one:
                if kind is socket.SOCK_STREAM:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                one.bind(address)
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno or errno.EIO
    return None
