"""Transports on the network: connectivity checks, DTLS handshakes, address changes, and giving up on the silent."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Literal

from signaling.control.messages import ConnectTransport, ControlError, TransportCreated, TransportState
from signaling.control.parameters import DtlsParameters, IceCandidate, IceParameters
from signaling.media.faults import contained
from signaling.media.ice import IceAgent
from signaling.media.roaming import CONFIRM_WITHIN, STAYS_FOR, Roaming
from signaling.media.seam import Association, Certificate
from signaling.media.sockets import Address
from signaling.media.transport import (
    FAILED_AFTER,
    NEW_FOR,
    Endpoint,
    Path,
    Transport,
    new_ice_parameters,
)

log = logging.getLogger(__name__)

_DTLS_STATES: dict[str, TransportState] = {"connected": "connected", "failed": "failed", "closed": "closed"}


class Connections:
    """Makes and ends associations. A transport's state changes here and nowhere else.

    `on_state(transport, now)` is told of another state, `on_moved(transport)` of another address to send to.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        announced: tuple[IceCandidate, ...],
        on_state: Callable[[Transport, float], None],
        on_moved: Callable[[Transport], None],
    ) -> None:
        self._clock = clock
        self._announced = announced
        self._on_state = on_state
        self._on_moved = on_moved
        self._certificate = Certificate()
        self._agent: IceAgent[Transport] = IceAgent()
        self._roaming = Roaming(self._agent.owners)
        self._former: dict[Path, Transport] = {}
        """Where clients were whose new address is on trial."""
        self._ending: set[asyncio.Task[None]] = set()
        self.refused = 0
        """Datagrams that look like STUN and are no authentic connectivity check."""

    def open(self, transport: Transport) -> None:
        """Give a new transport its certificate and let checks for it in."""
        transport.waiting_since = self._clock()
        self._agent.add(transport.ice.username_fragment, transport.ice.password, transport)
        transport.association = Association(
            self._certificate, transport.send, lambda state: self._handshake(transport, state)
        )

    def describe(self, transport: Transport) -> TransportCreated:
        dtls = DtlsParameters(role="auto", fingerprints=self._certificate.fingerprints)
        return TransportCreated(ice=transport.ice, candidates=self._announced, dtls=dtls)

    def connect(self, transport: Transport, body: ConnectTransport, now: float) -> None:
        """Learn who the other side is; the handshake starts as soon as there is an address, too."""
        if transport.state in ("failed", "closed"):
            raise ControlError("wrong_state", f"the transport has {transport.state}")
        if transport.remote_dtls not in (None, body.dtls):
            raise ControlError("conflict", "a transport keeps its certificate for life")
        transport.remote_ice = body.ice
        transport.remote_dtls = body.dtls
        self._agent.set_remote(transport.ice.username_fragment, body.ice.username_fragment)
        if transport.state == "new":
            transport.waiting_since = now
            self._set_state(transport, "connecting", now)
        self._start(transport)

    def restart(self, transport: Transport) -> IceParameters:
        """New ICE credentials on the same association; the former hold until a check with the new ones comes."""
        if transport.state in ("failed", "closed"):
            raise ControlError("wrong_state", f"the transport has {transport.state}")
        if transport.previous_fragment is None:
            transport.previous_fragment = transport.ice.username_fragment
        else:  # those of now were never used: it is those before that hold on
            self._agent.remove(transport.ice.username_fragment)
        transport.ice = new_ice_parameters()
        self._agent.add(transport.ice.username_fragment, transport.ice.password, transport)
        return transport.ice

    def close(self, transport: Transport) -> None:
        """End a transport that the app closed: its client is told, nothing more is taken or reported."""
        if transport.state not in ("failed", "closed"):
            transport.state = "closed"
            self._end(transport)

    async def ended(self) -> None:
        """Wait until every ending association has said goodbye."""
        while self._ending:
            await asyncio.wait(self._ending)

    def on_stun(self, datagram: memoryview, endpoint: Endpoint, address: Address) -> None:
        check = self._agent.check(datagram, (address[0], address[1]))
        now = self._clock()
        if check is None or self._belongs_to_another(check.owner, endpoint, address, now):
            self.refused += 1
            return
        transport = check.owner
        if not check.role_conflict:
            transport.heard = transport.checked = now
            path, trial = (endpoint, address), transport.trial
            elsewhere = trial is not None and path != transport.path and (check.nominated or path == trial.former)
            if elsewhere or path == transport.path:
                self._end_trial(transport, back=elsewhere)
            moved = transport.validated(path, check.nominated) or elsewhere
            if transport.previous_fragment is not None and check.username_fragment != transport.previous_fragment:
                self._agent.remove(transport.previous_fragment)
                transport.previous_fragment = None
            if moved:
                self._on_moved(transport)
        try:
            endpoint.send(check.answer, address)
        except OSError:
            return  # the client asks again
        self._start(transport)

    def on_dtls(self, transport: Transport, datagram: bytes) -> None:
        if transport.association is None or not transport.association.receive(datagram):
            transport.dropped += 1

    def whose(self, datagram: bytes, endpoint: Endpoint, address: Address, now: float) -> Iterable[Transport]:
        """Whose media it may be that came from an address which no check came from.

        A client whose new address is on trial is back at the former one with the first that is sent from there: with a
        copy of what has led away, too, as then that came from somebody who copies its packets.
        """
        transport = self._former.get((endpoint, address))
        if transport is None or transport.trial is None:
            return self._roaming.whose(datagram, address, now)
        if transport.trial.is_copied_in(datagram):
            self._turn_back(transport)
            return ()
        return (transport,)

    def follow(self, transport: Transport, endpoint: Endpoint, address: Address, datagram: bytes, now: float) -> None:
        """It was this one's, and authentic: the client's address is another, as long as a check confirms it soon."""
        trial, path = transport.trial, (endpoint, address)
        if trial is None or path != trial.former:
            transport.follow(path, now + CONFIRM_WITHIN, datagram)
            if transport.trial is not None:
                self._former[transport.trial.former] = transport
            self._on_moved(transport)
        elif trial.is_over_with(datagram):
            self._turn_back(transport)

    def lost(self, transport: Transport, path: Path) -> None:
        """A TCP connection of a transport's ended."""
        if transport.lost(path):
            self._on_moved(transport)

    def check_liveness(self, now: float) -> None:
        """To be called twice a second with every transport's clock: who is silent is disconnected, then given up."""
        for transport in self._agent.owners():
            with contained("looking after a silent client"):
                self._check_silence(transport, now)

    def _check_silence(self, transport: Transport, now: float) -> None:
        if transport.trial is not None and now > transport.trial.until:
            transport.stays_until = now + STAYS_FOR
            self._turn_back(transport)
        if transport.state in ("new", "connecting"):
            if now - transport.waiting_since > (NEW_FOR if transport.state == "new" else FAILED_AFTER):
                self._give_up(transport, "failed", now)
        elif transport.carries and transport.heard is not None:
            if now - transport.heard > FAILED_AFTER:
                self._give_up(transport, "failed", now)
            else:
                self._set_state(transport, "disconnected" if transport.is_silent(now) else "connected", now)

    def _end_trial(self, transport: Transport, back: bool) -> None:
        if transport.trial is not None:
            if self._former.get(transport.trial.former) is transport:
                del self._former[transport.trial.former]
            transport.end_trial(back)

    def _turn_back(self, transport: Transport) -> None:
        self._end_trial(transport, back=True)
        self._on_moved(transport)

    def _belongs_to_another(self, transport: Transport, endpoint: Endpoint, address: Address, now: float) -> bool:
        """Whether an address is another transport's that is alive: with a forged source it could be taken from it."""
        holder = endpoint.transports.get(address)
        if holder is None or holder is transport:
            return False
        return not holder.is_silent(now) and holder.state not in ("failed", "closed")

    def _start(self, transport: Transport) -> None:
        association, remote = transport.association, transport.remote_dtls
        if association is None or remote is None or transport.path is None or association.started:
            return
        role: Literal["client", "server"] = "client" if remote.role == "server" else "server"
        association.start(role, remote.fingerprints)

    def _handshake(self, transport: Transport, state: str) -> None:
        now = self._clock()
        if state == "connected" and transport.association is not None:
            transport.inbound = transport.association.inbound
            transport.outbound = transport.association.outbound
            transport.heard = now
            log.info("transport %s connected, %s", transport.name, transport.association.profile)
            self._set_state(transport, "connected", now)
        elif state in ("failed", "closed"):
            self._give_up(transport, _DTLS_STATES[state], now)

    def _give_up(self, transport: Transport, state: TransportState, now: float) -> None:
        if transport.state not in ("failed", "closed"):
            self._set_state(transport, state, now)
            self._end(transport)

    def _set_state(self, transport: Transport, state: TransportState, now: float) -> None:
        if transport.state != state:
            log.info("transport %s: %s -> %s", transport.name, transport.state, state)
            transport.state = state
            self._on_state(transport, now)

    def _end(self, transport: Transport) -> None:
        transport.inbound = None
        self._end_trial(transport, back=False)
        self._agent.remove(transport.ice.username_fragment)
        if transport.previous_fragment is not None:
            self._agent.remove(transport.previous_fragment)
        task = asyncio.get_running_loop().create_task(self._say_goodbye(transport))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _say_goodbye(self, transport: Transport) -> None:
        if transport.association is not None:
            await transport.association.close()
        transport.forget_paths()
