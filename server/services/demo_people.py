"""Who lives in the demo. All of them are made up."""

from dataclasses import dataclass
from datetime import date

from server.services.people import StaffRole

PASSWORD = "demo-password"
PIN = "2468"


@dataclass(frozen=True)
class DemoStaff:
    key: str
    legal_name: str
    chosen_name: str
    pronouns: str
    credential: str
    email: str
    role: StaffRole
    licence: str = ""
    supervisor: str | None = None
    """The key of one who comes before in the list."""


@dataclass(frozen=True)
class DemoClient:
    key: str
    legal_name: str
    chosen_name: str
    pronouns: str
    record_number: str
    date_of_birth: date
    code: str
    """What they type at the kiosk."""


@dataclass(frozen=True)
class DemoClinic:
    key: str
    name: str
    phone: str
    time_zone: str
    program: str
    weekly_hours: float
    """What its groups bring in a week, at most."""
    staff: tuple[DemoStaff, ...]
    clients: tuple[DemoClient, ...]


CEDAR = DemoClinic(
    key="cedar",
    name="Cedar & Tide Recovery",
    phone="(555) 010-0142",
    time_zone="America/Los_Angeles",
    program="Evening IOP",
    weekly_hours=9,
    staff=(
        DemoStaff("mara", "Mara Okafor", "Mara", "she/her", "LCSW", "mara@cedar.example", "facilitator", "LCS 88213"),
        DemoStaff(
            "teo",
            "Teodor Lindqvist",
            "Teo",
            "he/him",
            "AMFT",
            "teo@cedar.example",
            "facilitator",
            "AMFT 139402",
            "mara",
        ),
        DemoStaff("erin", "Erin Vale", "Erin", "she/her", "", "erin@cedar.example", "auditor"),
        DemoStaff("dana", "Dana Whitfield", "Dana", "she/her", "", "dana@cedar.example", "admin"),
    ),
    clients=(
        DemoClient("ana", "Ana Luisa Herrera", "Ana", "she/her", "CT-1041", date(1991, 4, 12), "204117"),
        DemoClient("ben", "Benjamin Oyelaran", "Ben", "he/him", "CT-1042", date(1985, 11, 3), "338250"),
        DemoClient("cleo", "Cleopatra Nikolaou", "Cleo", "she/they", "CT-1047", date(1998, 1, 27), "471096"),
        DemoClient("dev", "Devendra Kulkarni", "Dev", "he/him", "CT-1050", date(1979, 7, 8), "590341"),
        DemoClient("elin", "Elin Sjöström", "Elin", "she/her", "CT-1053", date(1994, 9, 19), "618824"),
        DemoClient("fin", "Finnegan O'Dowd", "Fin", "they/them", "CT-1058", date(2001, 2, 2), "725503"),
        DemoClient("gia", "Gianna Moretti", "Gia", "she/her", "CT-1060", date(1988, 12, 30), "836479"),
        DemoClient("hugo", "Hugo Delacroix", "Hugo", "he/him", "CT-1063", date(1972, 5, 16), "904712"),
        DemoClient("jo", "Joanna Tran", "Jo", "she/her", "CT-1066", date(1996, 8, 21), "152638"),
        DemoClient("sam", "Samuel Abernathy", "Sam", "he/they", "CT-1070", date(1990, 3, 5), "267905"),
    ),
)
LARK = DemoClinic(
    key="lark",
    name="Larkfield Counseling",
    phone="(555) 010-0177",
    time_zone="America/Chicago",
    program="Morning IOP",
    weekly_hours=10,
    staff=(
        DemoStaff("ruth", "Ruth Adeyemi", "Ruth", "she/her", "LPC", "ruth@lark.example", "facilitator", "LPC 70415"),
        DemoStaff("ivan", "Ivan Petrov", "Ivan", "he/him", "", "ivan@lark.example", "admin"),
    ),
    clients=(
        DemoClient("kai", "Kai Nakamura", "Kai", "they/them", "LF-201", date(1993, 6, 11), "110472"),
        DemoClient("lena", "Lena Brandt", "Lena", "she/her", "LF-202", date(1987, 10, 9), "226391"),
        DemoClient("milo", "Milo Castellanos", "Milo", "he/him", "LF-203", date(1999, 12, 1), "340918"),
    ),
)
AUDITED = ("ana", "hugo")
"""Whose last month the auditor may read."""
STEPPED_DOWN = ("hugo",)
"""Came from the day program."""
BOTS_IN_GROUP = ("ana", "ben", "cleo", "dev", "elin", "fin")
NOT_ALONE = "fin"
"""Says on joining that somebody is with them: staff talk with them first."""
IN_PERSON = ("gia", "hugo")
"""Come to the clinic itself, so that the roster is a hybrid one."""
BOT_FACILITATOR = "teo"
BOT_BESIDE_YOU = "jo"
YOU = "sam"
"""The client that whoever tries the demo can be, in the session that the bot facilitator runs."""
