"""One room of the worker: its transports, publications and subscriptions, and the gate between them."""

import secrets
from collections.abc import Callable

from signaling.control.messages import (
    ClosePublication,
    CloseSubscription,
    CloseTransport,
    ControlError,
    CreatePublication,
    CreateSubscription,
    KeepNote,
    Notes,
    PausePublication,
    PauseSubscription,
    SetPreferredLayer,
    SetScope,
)
from signaling.forwarding.output import Output
from signaling.forwarding.publication import Publication
from signaling.forwarding.speakers import Speakers
from signaling.media import binding
from signaling.media.records import PublicationRecord, SubscriptionRecord, new_output, new_publication
from signaling.media.transport import Transport

MAX_TRANSPORTS = 256
MAX_PUBLICATIONS = 256
MAX_SUBSCRIPTIONS = 8192
MAX_NOTES = 256

Opened = Callable[[Transport, Publication, Output, float], None]
"""Told of an output that may have other packets from now on: it may catch up, or need a keyframe asked for."""


class Room:
    """Its tables hold what the app created; `regate` derives from them who may have whose packets."""

    def __init__(self, name: str, epoch: int, opened_at: float, opened: Opened) -> None:
        self.name = name
        self.epoch = epoch
        self.opened_at = opened_at
        self.transports: dict[str, Transport] = {}
        self.publications: dict[str, PublicationRecord] = {}
        self.subscriptions: dict[str, SubscriptionRecord] = {}
        self.by_output: dict[Output, SubscriptionRecord] = {}
        self._by_subscriber: dict[Transport, list[SubscriptionRecord]] = {}
        self.speakers: Speakers[Transport] = Speakers()
        self._opened = opened
        self._notes: dict[str, str] = {}

    def keep_note(self, body: KeepNote) -> None:
        if not body.note:
            self._notes.pop(body.name, None)
        elif body.name not in self._notes and len(self._notes) >= MAX_NOTES:
            raise ControlError("refused", "the room has too many notes")
        else:
            self._notes[body.name] = body.note

    def read_notes(self) -> Notes:
        alive = (name for name, it in self.transports.items() if it.state not in ("failed", "closed"))
        return Notes(notes=tuple(self._notes.values()), transports=tuple(alive))

    def transport(self, name: str) -> Transport:
        """Raises ControlError `not_found`."""
        found = self.transports.get(name)
        if found is None:
            raise ControlError("not_found", f"no transport {name} in this room")
        return found

    def set_scope(self, body: SetScope, now: float) -> None:
        """What was published in the former scope is not for the new one, not even to begin with."""
        transport = self.transport(body.transport)
        if transport.scope != body.scope:
            transport.scope = body.scope
            for record in self.of_transport(transport):
                record.publication.forget()
        self.regate(now)

    def create_publication(self, body: CreatePublication, now: float) -> None:
        existing = self.publications.get(body.publication)
        if existing is not None:
            if existing.request != body:
                raise ControlError("conflict", f"publication {body.publication} exists with other content")
            return
        transport = self.transport(body.transport)
        if transport.direction != "publish":
            raise ControlError("wrong_state", "only a publish transport takes publications")
        if len(self.publications) >= MAX_PUBLICATIONS:
            raise ControlError("refused", "the room has too many publications")
        mids = [record.request.rtp.mid for record in self.of_transport(transport)]
        if body.rtp.mid in mids:
            raise ControlError("conflict", f"mid {body.rtp.mid} has a publication on this transport already")
        record = new_publication(body, transport)
        binding.declare(transport, record, now)
        self.publications[body.publication] = record

    def pause_publication(self, body: PausePublication, now: float) -> None:
        record = self.publications.get(body.publication)
        if record is None:
            raise ControlError("not_found", f"no publication {body.publication} in this room")
        record.paused = body.paused
        record.publication.forget()
        self.regate(now)

    def close_publication(self, body: ClosePublication, now: float) -> None:
        record = self.publications.pop(body.publication, None)
        if record is None:
            return
        binding.unbind(record)
        for subscription in self.subscriptions.values():
            if subscription.source is record:
                record.publication.remove(subscription.output, now)
                subscription.source = None
                subscription.transport.downlink.settled = False

    def create_subscription(self, body: CreateSubscription, now: float) -> None:
        existing = self.subscriptions.get(body.subscription)
        if existing is not None:
            if existing.request != body:
                raise ControlError("conflict", f"subscription {body.subscription} exists with other content")
            return
        transport = self.transport(body.transport)
        if transport.direction != "subscribe":
            raise ControlError("wrong_state", "only a subscribe transport takes subscriptions")
        source = self.publications.get(body.publication)
        if source is None:
            raise ControlError("not_found", f"no publication {body.publication} in this room")
        if len(self.subscriptions) >= MAX_SUBSCRIPTIONS:
            raise ControlError("refused", "the room has too many subscriptions")
        output = new_output(source.request.rtp, body, secrets.randbelow(1 << 14))
        record = SubscriptionRecord(body, transport, output, source)
        self._continue(record)
        output.sink = transport.sink(is_paced(record))
        for ssrc in ssrcs_of(record):
            transport.outputs[ssrc] = output
        if source.request.media == "video":
            transport.pictures.update(ssrcs_of(record))
        self.subscriptions[body.subscription] = record
        self.by_output[output] = record
        self._by_subscriber.setdefault(transport, []).append(record)
        source.publication.add(output)
        if output.number_id and not transport.downlink.wide:
            source.publication.allow(output, 0, now)  # more once the line is known
        self._gate(record, now)

    def _continue(self, record: SubscriptionRecord) -> None:
        """Where its SSRCs were in use before, go on from there; ControlError `conflict` when that cannot be."""
        outputs, output, ssrcs = record.transport.outputs, record.output, ssrcs_of(record)
        formers = {outputs[ssrc] for ssrc in ssrcs if ssrc in outputs}
        if any(former in self.by_output for former in formers):
            raise ControlError("conflict", "an SSRC is in use on this transport")
        if any(former.ssrc != output.ssrc for former in formers) or len(set(ssrcs)) < len(ssrcs):
            raise ControlError("conflict", "an SSRC was in use for something else on this transport")
        if formers:
            output.continue_from(max(formers, key=lambda former: former.progress))

    def pause_subscription(self, body: PauseSubscription, now: float) -> None:
        record = self.subscriptions.get(body.subscription)
        if record is None:
            raise ControlError("not_found", f"no subscription {body.subscription} in this room")
        record.paused = body.paused
        self._gate(record, now)

    def set_preferred_layer(self, body: SetPreferredLayer, now: float) -> None:
        record = self.subscriptions.get(body.subscription)
        if record is None:
            raise ControlError("not_found", f"no subscription {body.subscription} in this room")
        source = record.source
        if source is not None and source.publication.prefer(record.output, body.layer, now):
            self._opened(source.transport, source.publication, record.output, now)

    def allow(self, record: SubscriptionRecord, layer: int | None, now: float) -> None:
        """Let a subscription have no higher layer than its line carries; None pauses it."""
        source = record.source
        if source is not None and source.publication.allow(record.output, layer, now):
            self._opened(source.transport, source.publication, record.output, now)

    def tell_again(self) -> None:
        """The app may be another than the one that was told which layers are wanted."""
        for record in self.publications.values():
            record.wishes.tell_again()

    def close_subscription(self, body: CloseSubscription, now: float) -> None:
        record = self.subscriptions.pop(body.subscription, None)
        if record is None:
            return
        del self.by_output[record.output]
        self._by_subscriber[record.transport].remove(record)
        if record.source is not None:
            record.source.publication.remove(record.output, now)
            record.source = None
            record.transport.downlink.settled = False

    def close_transport(self, body: CloseTransport, now: float) -> Transport | None:
        """Take a transport out with all that is on it; the transport, for its association to be closed."""
        transport = self.transports.pop(body.transport, None)
        if transport is None:
            return None
        for publication in self.of_transport(transport):
            self.close_publication(ClosePublication(publication=publication.request.publication), now)
        for subscription in self.of_subscriber(transport):
            self.close_subscription(CloseSubscription(subscription=subscription.request.subscription), now)
        self._by_subscriber.pop(transport, None)
        return transport

    def regate(self, now: float) -> None:
        """Open and shut what scopes, pauses and transport states have changed."""
        for record in self.subscriptions.values():
            self._gate(record, now)

    def moved(self, transport: Transport) -> None:
        """A subscriber's keys or address are others now: renew the rows that lead to it."""
        changed = set()
        for record in self.of_subscriber(transport):
            record.output.sink = transport.sink(is_paced(record))
            if record.source is not None:
                changed.add(record.source.publication)
        for publication in changed:
            publication.refresh()

    def of_transport(self, transport: Transport) -> list[PublicationRecord]:
        return [record for record in self.publications.values() if record.transport is transport]

    def of_subscriber(self, transport: Transport) -> list[SubscriptionRecord]:
        return list(self._by_subscriber.get(transport, ()))

    def _gate(self, record: SubscriptionRecord, now: float) -> None:
        source = record.source
        if source is None:
            return
        publisher, subscriber = source.transport, record.transport
        is_open = (
            publisher.scope is not None
            and publisher.scope == subscriber.scope
            and publisher.carries
            and subscriber.carries
            and not source.paused
            and not source.withheld
            and not record.paused
        )
        if source.publication.set_open(record.output, is_open, now):
            subscriber.downlink.settled = False
            if is_open:
                self._opened(publisher, source.publication, record.output, now)
            elif is_paced(record):
                subscriber.downlink.pacer.clear()  # nothing of it may be sent any more


def is_paced(record: SubscriptionRecord) -> bool:
    """Whether its packets may have to wait where the line is narrow: pictures, if they are numbered."""
    return record.output.repair is not None and record.output.number_id > 0


def ssrcs_of(record: SubscriptionRecord) -> tuple[int, ...]:
    output = record.output
    return (output.ssrc,) if output.repair is None else (output.ssrc, output.repair.ssrc)
