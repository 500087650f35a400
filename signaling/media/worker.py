"""The relay worker as a process: `viop media-worker`, or `python -m signaling.media`."""

import argparse
import asyncio
import gc
import ipaddress
import logging
import os
import signal
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from signaling import logs
from signaling.control.identity import MIN_SECRET, read_secret, worker_context
from signaling.control.messages import EventBody, WorkerClosing
from signaling.control.server import ControlServer
from signaling.control.tcp import Address, Remote
from signaling.media.compiled import compiled
from signaling.media.feedback import VIDEO_BITRATE
from signaling.media.relay import Relay
from signaling.media.sockets import candidates, open_listeners, open_sockets, place

ALONE_FOR = 30.0
"""Seconds that the worker goes on without any app before it ends."""

_FREE_PORT_ATTEMPTS = 20

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WorkerSettings:
    """`port` 0 takes a free one, `tcp_port` None that of UDP; empty `announce`: this machine's own addresses.

    `control_listen`: control over TCP too, for apps that know the secret in `control_secret_file`.
    """

    control: Path
    control_listen: Address | None = None
    control_secret_file: Path | None = None
    listen: tuple[str, ...] = ("0.0.0.0",)
    port: int = 0
    tcp: bool = True
    tcp_port: int | None = None
    announce: tuple[str, ...] = ()
    video_bitrate: int = VIDEO_BITRATE
    alone_for: float = ALONE_FOR
    compiled: bool = True
    loudest: int = 0
    quiet: bool = False


async def run(settings: WorkerSettings) -> None:
    """Relay until told to end (SIGTERM, SIGINT) or left alone. Raises OSError when an address cannot be had, ValueError
    for a secret that is none."""
    loop = asyncio.get_running_loop()
    beyond = _beyond(settings)
    ending = asyncio.Event()
    sockets, listeners = open_ports(settings)
    announced = candidates(sockets, settings.announce, listeners)

    def tell(event: EventBody) -> None:
        control.tell(event)

    fast = compiled() if settings.compiled else None
    relay = Relay(sockets, announced, time.monotonic, tell, settings.video_bitrate, listeners, fast, settings.loudest)
    alone = loop.call_later(settings.alone_for, ending.set)

    def on_connections(count: int) -> None:
        nonlocal alone
        alone.cancel()
        if count == 0 and not ending.is_set():
            log.info("no app is connected; ending in %.0f s unless one comes", settings.alone_for)
            alone = loop.call_later(settings.alone_for, ending.set)

    control = ControlServer(settings.control, relay.handle, on_connections, beyond)
    try:
        await control.open()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, ending.set)
        log.info("relaying on port %d, control at %s", sockets[0].getsockname()[1], settings.control)
        if beyond is not None:
            log.info("control over TCP at %s", Address(beyond.address.host, control.port or 0))
        gc.collect()
        gc.freeze()  # what lives for good need not be looked through again: shorter pauses between packets
        gc.set_threshold(20_000, 20, 50)  # packets leave no cycles
        await ending.wait()
        control.tell(WorkerClosing())
    finally:
        alone.cancel()
        await relay.close()
        await control.close()


def _beyond(settings: WorkerSettings) -> Remote | None:
    if settings.control_listen is None:
        return None
    assert settings.control_secret_file is not None
    return Remote(settings.control_listen, worker_context(read_secret(settings.control_secret_file)))


def open_ports(settings: WorkerSettings) -> tuple[list[socket.socket], list[socket.socket]]:
    """The sockets of UDP, and those that listen for TCP: on the same port unless another was asked for.

    Without its TCP port the worker relays over UDP alone, and says so: nearly everybody comes that way. Raises OSError.
    """
    for _ in range(_FREE_PORT_ATTEMPTS):
        sockets = open_sockets(settings.listen, settings.port)
        if not settings.tcp:
            return sockets, []
        port = sockets[0].getsockname()[1] if settings.tcp_port is None else settings.tcp_port
        try:
            return sockets, open_listeners(settings.listen, port)
        except OSError as error:
            if settings.port or settings.tcp_port is not None:
                log.error("no TCP: port %d cannot be had: %s", port, error.strerror)
                return sockets, []
        for endpoint in sockets:  # any port will do, as long as it is free for both
            endpoint.close()
    raise OSError("no port is free for both UDP and TCP")


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; the exit status."""
    settings = parse(argv)
    level = logging.WARNING if settings.quiet else logging.INFO
    logs.set_up(level, logs.form())
    logs.this_is(f"media worker {os.getpid()}")
    try:
        asyncio.run(run(settings))
    except (OSError, ValueError) as error:
        log.error("the worker cannot run: %s", error)
        return 1
    return 0


def parse(argv: Sequence[str] | None = None) -> WorkerSettings:
    """The settings that a command line asks for; exits with a message when it cannot be understood."""
    parser = argparse.ArgumentParser(
        prog="viop media-worker",
        description="Relay the sound and pictures of live sessions. Browsers reach it on one UDP port, or on "
        "a TCP port where no UDP gets through; the app tells it what to do over a Unix socket, and apps on other "
        "machines over TCP (TLS 1.3, proved by a shared secret). It decodes and stores nothing.",
        epilog="Example: viop media-worker --control var/media/control --listen 0.0.0.0 --port 3478 "
        "--announce 203.0.113.7",
    )
    add = parser.add_argument
    add(
        "--control",
        required=True,
        type=Path,
        metavar="PATH",
        help="where to listen for the app; its directory is this user's alone (0700)",
    )
    add(
        "--control-listen",
        type=_control_address,
        metavar="HOST:PORT",
        help="listen there too, for apps on other machines (default: not)",
    )
    add(
        "--control-secret-file",
        type=Path,
        metavar="PATH",
        help=f"holds the secret, of at least {MIN_SECRET} characters, that these apps know as well",
    )
    add(
        "--listen",
        action="append",
        type=_address,
        metavar="IP",
        help="local address to receive media on; may be repeated, :: for IPv6 (default: 0.0.0.0)",
    )
    add("--port", type=int, default=0, metavar="N", help="UDP port for all media; 0 takes a free one (default: 0)")
    add("--tcp-port", type=int, metavar="N", help="TCP port for the same (RFC 6544) (default: the UDP port's number)")
    add("--no-tcp", action="store_true", help="take no media over TCP")
    add(
        "--announce",
        action="append",
        type=_place,
        metavar="IP[:PORT]",
        help="address that browsers reach this machine at, such as its public one behind NAT, with the port if that is "
        "another there; may be repeated, the first is preferred (default: this machine's own addresses)",
    )
    add(
        "--video-bitrate",
        type=int,
        default=VIDEO_BITRATE,
        metavar="BIT/S",
        help="what a publisher may send for one picture (default: %(default)s)",
    )
    add(
        "--loudest",
        type=_count,
        default=0,
        metavar="N",
        help="forward only the N loudest voices of a group, for groups so large that all of them are too many; 0 "
        "forwards everybody, as quiet crying must be heard (default: 0)",
    )
    add(
        "--alone-for",
        type=float,
        default=ALONE_FOR,
        metavar="S",
        help="go on for this long without an app, so that a restarted one can take over (default: %(default).0f)",
    )
    add(
        "--no-compiled",
        action="store_true",
        help="forward in Python alone even where the compiled half was built; for comparison",
    )
    add("--quiet", action="store_true", help="log only what is wrong")
    given = parser.parse_args(argv)
    if given.control_listen is not None and given.control_secret_file is None:
        parser.error("--control-listen needs --control-secret-file")
    return WorkerSettings(
        control=given.control,
        control_listen=given.control_listen,
        control_secret_file=given.control_secret_file,
        listen=tuple(given.listen or ("0.0.0.0",)),
        port=given.port,
        tcp=not given.no_tcp,
        tcp_port=given.tcp_port,
        announce=tuple(given.announce or ()),
        video_bitrate=given.video_bitrate,
        alone_for=given.alone_for,
        compiled=not given.no_compiled,
        loudest=given.loudest,
        quiet=given.quiet,
    )


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _control_address(text: str) -> Address:
    try:
        return Address.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a whole number is needed, 0 or more")
    return int(text)


def _place(text: str) -> str:
    try:
        place(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text
