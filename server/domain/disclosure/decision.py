"""May this client's records go to that recipient for that purpose, on that day?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.domain.disclosure.terms import ALL_THREE, ANY_OF_THEM, Basis, Terms, same


@dataclass(frozen=True, slots=True)
class Consent:
    """What a client agreed to, in writing. Days are those of the clinic's calendar."""

    id: str
    recipient: str
    purpose: str
    version: str
    given_on: date
    expires_on: date | None
    """The last day on which it holds; None: until it is withdrawn."""
    withdrawn_on: date | None = None

    def covers(self, terms: Terms) -> bool:
        """Whether it names that recipient and purpose, live or not."""
        if terms.basis is Basis.TREATMENT_PAYMENT_OPERATIONS:
            named = same(self.recipient, terms.recipient) or same(self.recipient, ANY_OF_THEM)
            return named and same(self.purpose, ALL_THREE)
        return same(self.recipient, terms.recipient) and same(self.purpose, terms.purpose)

    def refusal(self, day: date) -> str | None:
        """Why it does not hold that day, as a sentence; None when it does. A withdrawal holds at once."""
        if self.withdrawn_on is not None:
            return f"The consent for this was withdrawn on {self.withdrawn_on}."
        if day < self.given_on:
            return f"The consent for this was given on {self.given_on} only."
        if self.expires_on is not None and day > self.expires_on:
            return f"The consent for this expired on {self.expires_on}."
        return None

    def scope(self) -> str:
        """A clear explanation of what was consented to, as 42 CFR 2.32(b) wants with each disclosure."""
        until = "until it is withdrawn" if self.expires_on is None else f"until {self.expires_on}"
        return (
            f"Consent (form {self.version}) of {self.given_on} to disclosing attendance records to "
            f"{self.recipient} for: {self.purpose}. It holds {until}."
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """`consent`: the one it rests on, where one is needed. `refusal`: the sentence why not; None when it may be."""

    consent: Consent | None = None
    refusal: str | None = None


def decide(terms: Terms, consents: Iterable[Consent], day: date) -> Decision:
    """By the consents of one client. Of several that hold, the newest."""
    if not terms.basis.needs_consent:
        return Decision()
    covering = sorted((one for one in consents if one.covers(terms)), key=lambda one: (one.given_on, one.id))
    live = [one for one in covering if one.refusal(day) is None]
    if live:
        return Decision(live[-1])
    if covering:
        return Decision(refusal=covering[-1].refusal(day))
    return Decision(refusal="There is no consent to this recipient for this purpose.")
