"""What a client is asked on joining, what they answer, and who learns of it."""

import json
from datetime import date, timedelta

import pytest

from server.domain.attendance.evidence import (
    Answered,
    Cause,
    Connected,
    Disconnected,
    Place,
    Placed,
    Redirected,
    Way,
)
from server.domain.joining.answers import Answers
from server.domain.joining.checks import Why
from server.services.programs.programs import Licence
from tests.support.clinics import ALL_WELL, NOON, PIN, audited, fact_of, hold_session

QUESTIONS = ["driving", "place", "number", "alone", "agreement"]


@pytest.fixture
async def link(browsers, north):
    """Makes a browser of client 0, who came in by their link to a session."""

    async def join(session=north.running, staff=north.facilitator):
        desk, phone = await browsers(), await browsers()
        await desk.sign_in(north, staff)
        _, made = await desk.post(f"/api/sessions/{session}/links", {"participant": north.clients[0]})
        assert (await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN}))[0] == 200
        return phone

    return join


def path(north, session=None):
    return f"/api/sessions/{session or north.running}/answers"


async def why(clinic, north):
    found = await clinic.services.joining.checks("north", north.running)
    return {who: one.talk_first for who, one in found.items()}


async def test_who_never_answered_is_asked_everything_and_nobody_twice_in_a_session(link, north):
    phone = await link()
    _, asked = await phone.get(path(north))
    assert asked == {
        "questions": QUESTIONS,
        "answered": False,
        "can_repeat": False,
        "last": None,
        "agreement": "1",
        "sent": None,
    }
    assert (await phone.post(path(north), ALL_WELL))[0] == 204
    _, asked = await phone.get(path(north))
    assert (asked["answered"], asked["last"]["state"]) == (True, "CO")


@pytest.mark.parametrize(("days", "can_repeat"), [(13, True), (15, False)])
async def test_what_was_said_last_can_be_said_again_until_two_weeks_have_passed(link, north, clinic, days, can_repeat):
    await said_before(clinic, north, days)
    _, asked = await (await link()).get(path(north))
    where = {name: ALL_WELL[name] for name in ("at_home", "state", "address", "phone")}
    where |= {"adult_name": "", "adult_phone": ""}
    assert (asked["answered"], asked["can_repeat"], asked["last"]) == (False, can_repeat, where)


async def test_a_policy_says_how_long_that_is(link, north, clinic, clock, api):
    await said_before(clinic, north, days=2)
    clock.now = NOON - timedelta(days=1)
    await api.sign_in(north, north.admin)
    draft = {"rules": {"ask_again_days": 1}, "base_version": 0, "effective_from": clock.now.date().isoformat()}
    status, body = await api.post("/api/policies/clinic/north", {**draft, "reason": "Asked in full each week"})
    assert status == 201, body
    clock.now = NOON
    assert (await (await link()).get(path(north)))[1]["can_repeat"] is False


async def said_before(clinic, north, days):
    """Client 0 answered that many days ago, in another session."""
    answers = Answers(True, "CO", "12 Elm Street, Boulder", "+1 555 0142", alone=True, agreed=True, agreement="1")
    fact = fact_of(north.alone, Answered(answers), NOON - timedelta(days=days), 1, north.clients[0])
    await clinic.services.facts.record("north", [fact])


@pytest.mark.parametrize("no", [{"alone": False}, {"agreed": False}])
async def test_a_no_is_answered_as_a_yes_is_and_never_shown_again(link, north, clinic, clock, no):
    phone = await link()
    yes = await phone.post(path(north), ALL_WELL)
    clock.forward(seconds=1)
    assert await phone.post(path(north), {**ALL_WELL, **no}) == yes
    assert await why(clinic, north) == {north.clients[0]: (Why.NOT_ALONE if "alone" in no else Why.NOT_AGREED,)}
    again = await link(north.alone, north.other_facilitator)
    status, asked = await again.get(path(north, north.alone))
    assert (status, asked["can_repeat"]) == (200, False)
    assert not {"alone", "agreed"} & set(asked["last"])


async def test_driving_holds_and_keeps_nothing(link, north, clinic):
    phone = await link()
    status, problem = await phone.post(path(north), {**ALL_WELL, "driving": True})
    assert (status, problem["detail"]) == (409, "Please park first. The session waits for you.")
    assert await why(clinic, north) == {}


@pytest.mark.parametrize(
    "wrong",
    [{"state": "XX"}, {"state": ""}, {"phone": ""}, {"phone": "call me"}, {"address": "x" * 201}, {"alone": None}],
)
async def test_answers_that_cannot_be_are_refused_without_being_repeated(link, north, clinic, wrong):
    phone = await link()
    status, problem = await phone.post(path(north), {**ALL_WELL, **wrong})
    assert status == 422 and "Elm" not in json.dumps(problem)
    assert await why(clinic, north) == {}


async def test_an_agreement_of_another_version_is_not_what_was_agreed_to(link, north):
    phone = await link()
    assert (await phone.post(path(north), {**ALL_WELL, "agreement": "0"}))[0] == 409


async def test_nobody_answers_for_a_client_but_in_the_open(link, api, north, clinic):
    await api.sign_in(north, north.facilitator)
    assert (await api.post(path(north), ALL_WELL))[0] == 403
    assert (await api.get(path(north)))[1]["questions"] == []
    phone = await link()
    assert (await phone.post(path(north, north.alone), ALL_WELL))[0] == 404
    assert (await phone.send("PUT", f"{path(north)}/{north.clients[1]}", told()))[0] == 403


async def test_a_client_who_was_sent_another_way_and_loads_the_page_anew_is_told_where_until_they_are_let_in(
    link, north, clinic
):
    phone, who = await link(), north.clients[0]
    await phone.post(path(north), ALL_WELL)

    async def happens(minute, *evidence):
        at = NOON + timedelta(minutes=minute)
        facts = [fact_of(north.running, one, at, minute * 10 + number, who) for number, one in enumerate(evidence)]
        await clinic.services.facts.record("north", facts)
        return (await phone.get(path(north)))[1]["sent"]

    sent = Redirected(Way.PHONE, "Not alone", north.facilitator)
    gone = Disconnected(Cause.DENIED, NOON + timedelta(minutes=1))
    assert await happens(1, Connected(Place.WAITING), Placed(Place.TALK_FIRST, who), sent, gone) == "phone"
    assert await happens(2, Connected(Place.WAITING)) == "phone"
    assert await happens(3, Placed(Place.GROUP)) is None


def told(**changes):
    said = {name: ALL_WELL[name] for name in ("at_home", "state", "address", "phone", "alone", "agreed")}
    return {**said, "others": "", **changes}


async def test_staff_put_answers_right_and_say_who_else_is_there(link, api, north, clinic, clock):
    phone = await link()
    await phone.post(path(north), {**ALL_WELL, "alone": False})
    await api.sign_in(north, north.facilitator)
    of = f"{path(north)}/{north.clients[0]}"
    clock.forward(seconds=1)
    assert (await api.send("PUT", of, told(others="her daughter, asleep")))[0] == 204
    assert await why(clinic, north) == {north.clients[0]: ()}
    assert "answers.corrected" in await audited(clinic)
    assert (await api.send("PUT", f"{path(north)}/nobody", told()))[0] == 404
    assert (await api.send("PUT", f"{path(north, north.alone)}/{north.clients[0]}", told()))[0] == 404


async def licence(clinic, north, state, **dates):
    await clinic.services.staff._store.add_licence(
        Licence(f"l-{state}", "north", north.facilitator, state, "LCSW", "1", **dates)
    )


async def test_a_place_outside_the_licences_of_program_or_staff_wants_a_private_word(link, north, clinic, clock):
    phone = await link()
    await phone.post(path(north), {**ALL_WELL, "state": "NV"})
    assert await why(clinic, north) == {north.clients[0]: ()}, "where nothing was entered nothing is held against them"
    await licence(clinic, north, "NV", expires_on=date(2020, 1, 1))
    assert await why(clinic, north) == {north.clients[0]: (Why.STAFF_NOT_LICENSED,)}
    clock.forward(seconds=1)
    await phone.post(path(north), ALL_WELL)
    await licence(clinic, north, "CO")
    assert await why(clinic, north) == {north.clients[0]: ()}


async def test_the_record_and_its_evidence_say_where_they_were(link, api, north, clinic, clock):
    phone = await link()
    await phone.post(path(north), {**ALL_WELL, "at_home": False, "alone": False})
    clock.now = await hold_session(clinic, north, NOON)
    records = await clinic.services.in_force.of_session("north", north.running)
    held = {one.stored.record.participant: one.stored.record.telehealth for one in records}
    said = held[north.clients[0]]
    assert said is not None and held[north.clients[1]] is None
    assert (said.place_of_service, said.state, said.address) == ("02", "CO", ALL_WELL["address"])
    assert (said.alone, said.phone, said.agreement, said.by) == (False, ALL_WELL["phone"], "1", "")
    await api.sign_in(north, north.admin)
    where = f"/api/attendance/sessions/{north.running}/participants/{north.clients[0]}"
    texts = [fact["text"] for fact in (await api.get(where))[1]["facts"]]
    assert any("Elsewhere, 12 Elm Street, Boulder, CO" in text for text in texts)
    assert (await phone.post(path(north), ALL_WELL))[0] == 410
