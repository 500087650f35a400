"""What happens to sessions is told to those who asked for it, once, and to nobody else."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from server.clinic import open_clinic
from server.domain.touch.contact import Channel, Contact, Purpose, Quiet
from server.services.minors.guardians import GuardianDraft
from server.services.schedule.one_session import Move, Substitute
from server.services.touch.senders import NotSent
from server.storage.contacts import ContactsRepository
from server.storage.outbox import OutboxRepository
from tests.support.clinics import NOON, audited
from tests.support.schedule import FRIDAY, THURSDAY, add_holiday, admin_of, draft, planned, seen
from tests.support.touch import Taken, in_outbox, lost, sending_by

ALL: tuple[Purpose, ...] = ("changes", "links", "reminders")
EMAIL = Channel("email", "ana@example.org", True, ALL)
SMS = Channel("sms", "+15552100199", True, ALL)
MOVE = Move(FRIDAY, time(9), 195, "Evening group", "")


@pytest.fixture
def settings(settings):
    """Of a clinic that writes, but lets nothing out of the house by itself."""
    return settings.model_copy(update={"keep_messages": True, "quiet_hours": "00:00-00:00"})


@pytest.fixture
async def first(clinic, north):
    """Thursday's session of a series, half past five in the evening."""
    await clinic.services.series.add(admin_of(north), draft(north), "", NOON)
    return (await planned(clinic, north))[0]


@pytest.fixture
def taken():
    return Taken()


@pytest.fixture
def sending(clinic, taken):
    return sending_by(clinic, taken)


@pytest.fixture
def reached(clinic):
    """Puts down how a client may be reached."""

    async def put(who: str, *channels: Channel, **more) -> None:
        found = ContactsRepository(clinic.database)
        before = (await found.of("north", [who])).get(who, Contact())
        await found.save("north", who, Contact(channels=channels, version=before.version + 1, **more))

    return put


async def cancel(clinic, cast, session, now=NOON):
    await clinic.services.one_session.cancel(
        admin_of(cast), session, await seen(clinic, cast, session), "The heating failed in group", now
    )


async def move(clinic, cast, session, to=MOVE):
    await clinic.services.one_session.move(admin_of(cast), session, await seen(clinic, cast, session), to, "so", NOON)


async def restore(clinic, cast, session):
    look = await seen(clinic, cast, session)
    await clinic.services.one_session.restore(admin_of(cast), session, look, "so be it", NOON)


async def test_a_cancellation_reaches_whoever_asked_for_it_by_what_is_safe(
    clinic, north, first, reached, taken, sending
):
    await reached(north.clients[0], EMAIL, SMS)
    await reached(north.clients[1], replace(SMS, safe=False), language="es")
    await reached(north.clients[2], replace(EMAIL, purposes=("reminders",)))
    await cancel(clinic, north, first.id)
    await sending.round(NOON)
    assert sorted(one.to for one in taken.messages) == ["+15552100199", "ana@example.org"]
    words = "Your appointment on Thursday, March 5, at 5:30 PM was cancelled."
    assert all(one.text.startswith(words) for one in taken.messages)
    assert not [one for one in taken.messages if "heating" in one.text or "group" in one.text or "Clinic" in one.text]
    await sending.round(NOON)
    assert len(taken.messages) == 2


async def test_what_is_undone_is_not_queued(clinic, north, first, reached):
    await reached(north.clients[0], EMAIL)
    with pytest.raises(ZeroDivisionError):
        async with clinic.database.atomic():
            await cancel(clinic, north, first.id)
            raise ZeroDivisionError
    assert await in_outbox(clinic) == []


async def test_cancelled_restored_and_cancelled_again_is_told_each_time(clinic, north, first, reached, taken, sending):
    await reached(north.clients[0], SMS)
    for act in (cancel, restore, cancel):
        await act(clinic, north, first.id)
        await sending.round(NOON)
    assert [one.text.split(" PM ")[1][:13] for one in taken.messages] == [
        "was cancelled",
        "will take pla",
        "was cancelled",
    ]


async def test_who_was_not_told_yet_that_it_moved_is_told_by_the_time_that_they_know(
    clinic, north, first, reached, taken, sending
):
    """It was called off on Friday at nine; whoever knows of Thursday would have come on Thursday."""
    await reached(north.clients[0], SMS)
    await move(clinic, north, first.id)
    await cancel(clinic, north, first.id)
    await sending.round(NOON)
    assert [one.text.partition(" was")[0] for one in taken.messages] == [
        "Your appointment on Thursday, March 5, at 5:30 PM"
    ]
    assert ("moved", "sms", "expired", "moot") in await in_outbox(clinic)


async def test_moved_there_and_back_before_anybody_knew_is_told_to_nobody(
    clinic, north, first, reached, taken, sending
):
    await reached(north.clients[0], SMS)
    await move(clinic, north, first.id)
    await move(clinic, north, first.id, Move(THURSDAY, time(17, 30), 195, "Evening group", ""))
    await sending.round(NOON)
    assert taken.messages == []


async def test_a_new_title_and_a_substitute_are_told_to_nobody(clinic, north, first, reached):
    await reached(north.clients[0], SMS)
    await move(clinic, north, first.id, Move(THURSDAY, time(17, 30), 195, "Film evening", "Grief"))
    wish = Substitute(north.other_facilitator, north.facilitator)
    await clinic.services.one_session.substitute(
        admin_of(north), first.id, await seen(clinic, north, first.id), wish, "", NOON
    )
    assert await in_outbox(clinic) == []


async def test_a_holiday_is_told_of_the_next_days_alone(clinic, north, first, reached):
    await reached(north.clients[0], SMS)
    for day in (THURSDAY, date(2026, 4, 2)):
        await add_holiday(clinic, north, day)
    await clinic.services.making.make_ahead("north", NOON)
    cancelled = [one.series_day for one in await planned(clinic, north) if one.status == "cancelled"]
    assert cancelled == [THURSDAY, date(2026, 4, 2)]
    assert await in_outbox(clinic) == [("cancelled", "sms", "queued", None)]


async def test_quiet_hours_are_waited_for_and_what_they_make_too_late_is_not_sent(
    clinic, north, first, reached, taken, sending
):
    await reached(north.clients[0], SMS, quiet=Quiet(time(6), time(15)))
    await reached(north.clients[1], SMS, quiet=Quiet(time(18), time(17, 40)))
    await cancel(clinic, north, first.id)
    await sending.round(NOON)
    assert [row[2:] for row in await in_outbox(clinic)] == [("queued", None), ("queued", None)]
    await sending.round(NOON + timedelta(hours=3))
    assert len(taken.messages) == 1
    await sending.round(NOON + timedelta(hours=22))
    assert len(taken.messages) == 1
    assert sorted(row[2:] for row in await in_outbox(clinic)) == [("expired", "quiet_hours"), ("sent", None)]


async def test_nothing_is_sent_whose_time_has_passed(clinic, north, first, reached, taken, sending):
    await reached(north.clients[0], SMS)
    await cancel(clinic, north, first.id)
    await sending.round(first.starts_at)
    assert (taken.messages, await in_outbox(clinic)) == ([], [("cancelled", "sms", "expired", "too_late")])


async def test_what_was_stopped_while_it_waited_is_not_sent(clinic, north, first, reached, taken, sending):
    await reached(north.clients[0], EMAIL)
    await cancel(clinic, north, first.id)
    token = clinic.services.contact.stop_token("north", north.clients[0], EMAIL)
    await clinic.services.contact.stop(token, NOON)
    await sending.round(NOON)
    assert (taken.messages, await in_outbox(clinic)) == ([], [("cancelled", "email", "expired", "not_wanted")])
    assert "contact.stopped" in await audited(clinic)


async def test_a_server_that_is_away_is_tried_again_later_and_gets_it_once(
    clinic, north, first, reached, taken, sending
):
    await reached(north.clients[0], EMAIL)
    await cancel(clinic, north, first.id)
    taken.fails = [NotSent("later", "smtp_451"), NotSent("later", "timeout")]
    await sending.round(NOON)
    await sending.round(NOON + timedelta(seconds=59))
    assert await in_outbox(clinic) == [("cancelled", "email", "queued", "smtp_451")]
    for minutes in (1, 2, 3, 4):
        await sending.round(NOON + timedelta(minutes=minutes))
    assert len(taken.messages) == 1
    assert await in_outbox(clinic) == [("cancelled", "email", "sent", None)]


async def test_what_goes_wrong_over_one_message_keeps_no_other_back(
    clinic, north, first, reached, taken, sending, monkeypatch
):
    claim, wrong = OutboxRepository.claim, [RuntimeError("the disk is full")]

    async def claim_once(self, message_id: str) -> bool:
        if wrong:
            raise wrong.pop()
        return await claim(self, message_id)

    monkeypatch.setattr(OutboxRepository, "claim", claim_once)
    await reached(north.clients[0], EMAIL, SMS)
    await cancel(clinic, north, first.id)
    assert await sending.round(NOON) == 2 and len(taken.messages) == 1
    await sending.round(NOON)
    assert [row[2] for row in await in_outbox(clinic)] == ["sent", "sent"]


async def test_an_address_that_nobody_has_gets_nothing_more(clinic, north, first, reached, taken, sending):
    await reached(north.clients[0], EMAIL)
    await cancel(clinic, north, first.id)
    taken.fails = [NotSent("gone", "smtp_550")]
    await sending.round(NOON)
    await restore(clinic, north, first.id)
    await sending.round(NOON)
    assert (taken.messages, await in_outbox(clinic)) == ([], [("cancelled", "email", "failed", "smtp_550")])
    found = (await ContactsRepository(clinic.database).of("north", [north.clients[0]]))[north.clients[0]]
    assert found.channels[0].stopped_as == "refused"


@pytest.mark.parametrize(("knows_repeats", "then"), [(False, "failed"), (True, "sent")])
async def test_after_a_kill_nothing_goes_twice(clinic, north, first, reached, taken, sending, knows_repeats, then):
    """A mail server cannot tell a repeat from another message; whoever sends text messages does."""
    await reached(north.clients[0], SMS)
    await cancel(clinic, north, first.id)
    await lost(clinic)
    taken.knows_repeats = knows_repeats
    await sending.round(NOON)
    assert taken.messages == []
    await sending.recover(NOON)
    await sending.round(NOON)
    assert [row[2] for row in await in_outbox(clinic)] == [then]
    assert len(taken.messages) == int(knows_repeats)


async def test_an_error_that_leaves_it_open_is_not_tried_again_where_it_could_go_twice(
    clinic, north, first, reached, taken, sending
):
    await reached(north.clients[0], EMAIL)
    await cancel(clinic, north, first.id)
    taken.fails = [ConnectionResetError("in the middle of it")]
    await sending.round(NOON)
    await sending.round(NOON + timedelta(minutes=5))
    assert (taken.messages, await in_outbox(clinic)) == ([], [("cancelled", "email", "failed", "unclear")])


async def test_reminders_come_in_the_evening_before_and_half_an_hour_before_with_the_link(
    clinic, north, first, reached, taken, sending
):
    await reached(north.clients[0], SMS)
    await reached(north.clients[1], replace(SMS, purposes=("changes",)))
    remind = clinic.services.reminders.queue
    evening = NOON.replace(hour=2) + timedelta(days=1)  # six in the evening in Los Angeles
    for at in (evening - timedelta(minutes=1), evening, evening + timedelta(minutes=5)):
        await remind("north", at)
        await sending.round(at)
    (one,) = [each for each in taken.messages if "March 5, at 5:30 PM" in each.text]
    assert one.text.startswith("Reminder: your appointment is on Thursday") and "join" not in one.text
    soon = first.starts_at - timedelta(minutes=30)
    for at in (soon, soon + timedelta(minutes=1)):
        await remind("north", at)
        await sending.round(at)
    assert len(taken.messages) == 2
    token = taken.messages[1].text.partition("https://x.example/join#")[2].split()[0]
    login, _ = await clinic.services.join_links.join(token, "4711", "192.0.2.1", soon)
    assert (login.session_id, login.person_id) == (first.id, north.clients[0])


async def test_a_moved_session_is_reminded_of_at_its_new_time_alone(clinic, north, first, reached, taken, sending):
    await reached(north.clients[0], replace(SMS, purposes=("reminders",)))
    at = first.starts_at - timedelta(minutes=30)
    await clinic.services.reminders.queue("north", at)
    later = Move(THURSDAY, time(19), 195, "Evening group", "")
    await clinic.services.one_session.move(
        admin_of(north), first.id, await seen(clinic, north, first.id), later, "so", at
    )
    await sending.round(at)
    await clinic.services.reminders.queue("north", at + timedelta(minutes=90))
    await sending.round(at + timedelta(minutes=90))
    assert [one.text.partition(" PM")[0][-4:] for one in taken.messages if "Thursday" in one.text] == ["7:00"]


async def test_a_link_that_staff_make_goes_to_whoever_asked_for_links(clinic, north, first, reached, taken, sending):
    who = north.clients[0]
    await reached(who, SMS)
    _, token = await clinic.services.join_links.issue("north", first.id, who, north.admin, NOON)
    await sending.round(NOON)
    assert f"https://x.example/join#{token}" in taken.messages[0].text
    await clinic.services.join_links.issue("north", first.id, who, north.admin, NOON + timedelta(minutes=1))
    await sending.round(NOON + timedelta(minutes=1))
    assert len(taken.messages) == 2
    async with clinic.database.read() as connection:
        rows = str((await connection.exec_driver_sql("SELECT * FROM outbox")).all())
    assert token not in rows and "5552100199" not in rows


async def test_without_a_mail_server_nothing_is_queued(settings, north, first, reached):
    await reached(north.clients[0], EMAIL)
    async with open_clinic(settings.model_copy(update={"keep_messages": False}), boot="boot-2") as silent:
        await cancel(silent, north, first.id)
        assert await in_outbox(silent) == []


async def test_what_was_meant_for_a_guardians_number_does_not_go_out_once_they_may_learn_nothing(
    clinic, north, first, reached, taken, sending
):
    who = north.clients[0]
    await reached(who, SMS)
    mother = GuardianDraft("Rosa", "mother", "(555) 210-0199", "", "parent", "", date(2020, 1, 1), None)
    await cancel(clinic, north, first.id)
    await clinic.services.guardians.add(admin_of(north), who, mother, NOON)
    await sending.round(NOON)
    assert taken.messages == []
    assert [(status, problem) for _, _, status, problem in await in_outbox(clinic)] == [("expired", "not_wanted")]
