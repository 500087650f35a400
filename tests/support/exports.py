"""Consents and exports in tests, through the API as the pages use it."""

from collections.abc import AsyncGenerator
from typing import Any

from tests.support.clinics import OWN, Api

RANGE = {"first": "2026-02-23", "last": "2026-03-08"}
PLAN = "Blue River Health Plan"
TO_PLAN = {"basis": "consent", "recipient": PLAN, "purpose": "Eligibility"}
TO_CLIENT = {"basis": "client", "recipient": "The client", "purpose": "Own copy"}
FOR_AUDIT = {
    "basis": "audit",
    "recipient": "State licensing board",
    "purpose": "Yearly audit",
    "particulars": "Agreement of 2026-01-15",
}
FORMATS = ("csv", "statement", "sign_in_sheet", "fhir", "proofs", "accounting")


async def give_consent(api: Api, client: str, **changed: Any) -> str:
    """The id of a consent to the plan, recorded by whoever is signed in."""
    body = {"recipient": PLAN, "purpose": "Eligibility", "version": "2026-1", "given_on": "2026-03-01", **changed}
    status, made = await api.post(f"/api/clients/{client}/consents", body)
    assert status == 201, made
    return str(made["id"])


def asking(format: str, terms: dict[str, str], client: str | None = None, session: str | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {"format": format, **terms}
    if client is not None:
        body["client"] = client
    if session is not None:
        body["session"] = session
    return body if session is not None or format == "accounting" else {**body, **RANGE}


async def export(api: Api, body: dict[str, Any]) -> tuple[int, bytes, Any]:
    """Status, the file or the problem, headers."""
    headers = {**OWN, **api.tab, "Origin": api.origin}
    async with api.client.post("/api/exports", json=body, headers=headers) as response:
        return response.status, await response.read(), response.headers


async def chunks(api: Api, body: dict[str, Any]) -> AsyncGenerator[bytes, None]:
    """The file as it comes; whoever stops early has closed the connection."""
    headers = {**OWN, **api.tab, "Origin": api.origin}
    async with api.client.post("/api/exports", json=body, headers=headers) as response:
        assert response.status == 200
        async for chunk in response.content.iter_any():
            yield chunk
