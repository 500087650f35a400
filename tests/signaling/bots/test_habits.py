"""What bots do of their own accord."""

from signaling.bots.habits import ClientHabits, FacilitatorHabits
from signaling.protocol import messages as wire
from signaling.protocol.views import MeView, RoomView, SessionView, StaffView, WaitingView


def view(place="in_room", on_hold=False, quality=None, phase="in_progress", waiting=None):
    staff = None
    if waiting is not None:
        entries = [
            WaitingView(
                participant=it,
                name="N",
                legal_name="N N",
                since="2026-01-05T10:00:00Z",
                connectivity="connected",
                talking_with=None,
                was_removed=False,
                not_with_group=False,
            )
            for it in waiting
        ]
        staff = StaffView(waiting=entries, roster=[], locked=False, waiting_message="", storage_healthy=True)
    return RoomView(
        session=SessionView(
            session="s",
            title="Group",
            kind="group",
            starts_at="2026-01-05T10:00:00Z",
            ends_at="2026-01-05T11:00:00Z",
            time_zone="UTC",
            phase=phase,
            started_at=None,
            break_ends_at=None,
            facilitators=[],
            clinic="C",
            phone="",
        ),
        me=MeView(
            participant="p", role="client", place=place, name="N", hand_raised=False, on_hold=on_hold, quality=None
        ),
        waiting_message="",
        participants=[],
        staff=staff,
    )


def life(habits, seconds, what=None):
    return [request for now in range(seconds) for request in habits.requests(what or view(), float(now))]


def test_the_same_seed_leads_the_same_life():
    assert life(ClientHabits(3), 1800) == life(ClientHabits(3), 1800)
    assert life(ClientHabits(3), 1800) != life(ClientHabits(4), 1800)


def test_a_client_greets_first_and_does_not_chatter():
    requests = life(ClientHabits(1), 1800)
    assert isinstance(requests[0], wire.Chat)
    assert 10 < len(requests) < 80


def test_a_raised_hand_comes_down_and_a_muted_microphone_comes_back():
    for seed in range(10):
        requests = life(ClientHabits(seed), 3600)
        hands = [it.raised for it in requests if isinstance(it, wire.RaiseHand)]
        mutes = [it.muted for it in requests if isinstance(it, wire.SetMuted)]
        assert hands[0::2] == [True] * len(hands[0::2]) and hands[1::2] == [False] * len(hands[1::2])
        assert mutes[0::2] == [True] * len(mutes[0::2]) and mutes[1::2] == [False] * len(mutes[1::2])


def test_a_client_who_waits_or_is_on_hold_does_nothing():
    assert life(ClientHabits(1), 600, view(place="waiting")) == []
    assert life(ClientHabits(1), 600, view(on_hold=True)) == []


def test_a_facilitator_starts_once_and_admits_after_a_moment():
    habits = FacilitatorHabits(1)
    planned = view(phase="planned", waiting=["x"])
    first = list(habits.requests(planned, 100.0))
    assert [type(it) for it in first] == [wire.StartSession]
    assert list(habits.requests(planned, 101.0)) == []
    admitted = [it for it in habits.requests(planned, 103.5) if isinstance(it, wire.Admit)]
    assert [it.participant for it in admitted] == ["x"]
