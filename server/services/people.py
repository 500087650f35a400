"""Clinics, the people in them, and the secrets by which they are known. Plain values and what stores them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from server.domain.enrollment.enrollment import Enrollment as Enrollment
from server.domain.enrollment.enrollment import latest

Role = Literal["client", "facilitator", "admin", "auditor", "guest"]
"""Of a login. A guest's is bound to one session, as a client's is."""
StaffRole = Literal["facilitator", "admin", "auditor"]
"""Who signs in with e-mail and password. An auditor is of no clinic's staff, and sees what was granted alone."""


@dataclass(frozen=True)
class Clinic:
    id: str
    name: str
    phone: str
    time_zone: str
    """IANA name."""


@dataclass(frozen=True)
class Person:
    id: str
    clinic_id: str
    kind: Literal["client", "staff", "guest"]
    """A guest: family or somebody else whom a client brings, or an interpreter from outside."""
    legal_name: str
    chosen_name: str
    """What peers see."""
    pronouns: str = ""
    record_number: str | None = None
    date_of_birth: date | None = None
    name_used: str = ""
    """What staff call them; empty: by the first of the legal name."""


@dataclass(frozen=True)
class StaffLogin:
    person_id: str
    clinic_id: str
    email: str
    """Lower case."""
    password_hash: str
    role: StaffRole
    credential: str = ""
    """As it follows a signature: LCSW."""
    licence: str = ""
    """Its number; empty without one."""
    supervisor_id: str | None = None
    disabled_at: datetime | None = None


@dataclass(frozen=True)
class ClientSecrets:
    person_id: str
    clinic_id: str
    pin_hash: str
    personal_code_hash: str | None = None


@dataclass(frozen=True)
class Program:
    id: str
    clinic_id: str
    name: str
    level_of_care: str
    """As the policy's weekly hours name it: 2.1."""
    weekly_hours: float
    """Planned, for whoever has no plan of their own."""
    site_id: str | None = None
    """None: the clinic itself."""
    weeks: int | None = None
    """How long it is meant to last."""
    states: Sequence[str] = ()
    """In which it is licensed, by their postal codes; none: not said."""
    least_age: int | None = None
    most_age: int | None = None
    """Whole years, on the day of enrollment."""
    closed_at: datetime | None = None


Enrolled = Sequence[tuple[Enrollment, Program]]
"""All enrollments of somebody, each with its program."""


def program_of(enrolled: Enrolled, first: date, last: date) -> tuple[Enrollment, Program] | None:
    """The program that they were in on these days, the last of several."""
    found = latest((one for one, _ in enrolled), first, last)
    return next(((one, program) for one, program in enrolled if one is found), None)


class People(Protocol):
    """Every method but `staff_login_by_email` asks within one clinic; None for unknown and for another clinic's."""

    async def clinic(self, clinic_id: str) -> Clinic | None: ...
    async def person(self, clinic_id: str, person_id: str) -> Person | None: ...
    async def persons(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Person]: ...
    async def clients(self, clinic_id: str) -> Sequence[Person]:
        """All of the clinic's, by name."""
        ...

    async def guests(self, clinic_id: str) -> Sequence[Person]:
        """All whom somebody ever invited, by name."""
        ...

    async def enrollments_of(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Enrolled]:
        """Of each person who ever had one."""
        ...

    async def credentials(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, str]:
        """Of those staff who have one."""
        ...

    async def staff_login_by_email(self, email: str) -> StaffLogin | None: ...
    async def staff_logins(self, clinic_id: str) -> Sequence[StaffLogin]:
        """Of all who ever had one."""
        ...

    async def client_secrets(self, clinic_id: str, person_id: str) -> ClientSecrets | None: ...
    async def person_by_code(self, clinic_id: str, personal_code_hash: str) -> str | None: ...


class GuestBook(People, Protocol):
    """Guests are written down as they are invited."""

    async def add_person(self, person: Person) -> None: ...
    async def call(self, clinic_id: str, person_id: str, chosen_name: str) -> None:
        """Peers see this name from now on."""
        ...


class Intake(Protocol):
    """What adds people; used by the demo's seed."""

    async def clinics(self) -> Sequence[Clinic]: ...
    async def add_clinic(self, clinic: Clinic) -> None: ...
    async def add_person(self, person: Person) -> None: ...
    async def add_staff_login(self, login: StaffLogin) -> None: ...
    async def add_client_secrets(self, secrets: ClientSecrets) -> None: ...
    async def add_program(self, program: Program) -> None: ...
    async def add_enrollment(self, enrollment: Enrollment) -> None: ...
