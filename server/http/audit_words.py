"""Acts of the access log in words. An act without words of its own is said by its code."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

WORDS = {
    "amendment.decided": "Decided on a proposed amendment",
    "answers.corrected": "Wrote down what a client answered on joining",
    "attendance.derived": "Attendance was worked out from the evidence",
    "attendance.export_ended": "An export was finished",
    "attendance.exported": "Exported attendance",
    "attendance.read": "Read the attendance",
    "attendance.searched": "Searched attendance records",
    "attendance.stated": "Stated attendance in writing",
    "auditor.disabled": "Disabled an auditor",
    "auditor.invited": "Invited an auditor",
    "auditor.joined": "Set a password by an invitation",
    "authorization.added": "Added an authorization",
    "authorization.withdrawn": "Withdrew an authorization",
    "calendar.made": "Made an address for a calendar",
    "calendar.revoked": "Took the address of a calendar away",
    "assessment.recorded": "Recorded an assessment",
    "assessments.read": "Read assessments",
    "client.added": "Added a client",
    "client.changed": "Changed a client’s particulars",
    "client.code_set": "Made a personal code for the kiosk",
    "client.pin_set": "Set a client’s PIN",
    "client.read": "Looked at a client",
    "clients.read": "Looked at clients",
    "consent_ages.changed": "Set from which age minors consent alone",
    "consent.recorded": "Recorded a consent",
    "consent.withdrawn": "Withdrew a consent",
    "consents.read": "Read consents",
    "contact.changed": "Changed how a client may be reached",
    "contact.read": "Read how a client may be reached",
    "contact.stopped": "Messages to a client’s address were stopped",
    "disclosures.read": "Read the account of disclosures",
    "drug_screen.added": "Asked a client for a drug screen for cause",
    "drug_screen.drawn": "Drew clients for drug screens",
    "drug_screen.marked": "Said what became of a drug screen",
    "drug_screen_draw.read": "Checked a draw for drug screens",
    "drug_screen_rule.set": "Changed a rule of draws for drug screens",
    "drug_screens.read": "Looked at drug screens",
    "emergency.told": "Told medical personnel in an emergency",
    "emergency_card.read": "Opened an emergency card",
    "emergency_contact.changed": "Changed whom to call in an emergency",
    "emergency_contact.removed": "Took away whom to call in an emergency",
    "enrollment.admission": "Admitted a client",
    "enrollment.discharge": "Discharged a client",
    "enrollment.error": "Marked an enrollment as entered in error",
    "enrollment.reopened": "An enrollment went on after an error",
    "enrollment.return": "Admitted a client again",
    "enrollment.step_down": "Stepped a client down",
    "enrollment.step_up": "Stepped a client up",
    "enrollment.transfer": "Transferred a client",
    "grant.given": "Gave an auditor access",
    "grant.revoked": "Revoked an auditor’s access",
    "handout.added": "Added a hand-out",
    "handout.removed": "Took a hand-out away",
    "guardian.added": "Added a guardian",
    "guardian.ended": "Ended a guardian’s authority",
    "guardians.read": "Read guardians and consents to treatment",
    "help.answered": "Answered a call for help",
    "help.called": "Called for help",
    "help.ended": "Said that help is needed no more",
    "help.group_alone": "A group was without staff, and staff elsewhere were told",
    "help.paged": "Staff were written to because of a call for help",
    "help.past_read": "Read past calls for help",
    "help.repeated": "A call for help went to all staff",
    "holiday.added": "Added a holiday",
    "holiday.removed": "Removed a holiday",
    "home.read": "Opened their own page",
    "hours.read": "Read hours",
    "http.refused": "Was refused a page that is not for their role",
    "in_room.headcount": "Counted who is in the room",
    "in_room.marked": "Marked who is in the room",
    "join_link.issued": "Made a join link",
    "join_link.pin_guessing": "A PIN was guessed at",
    "join_link.revoked": "Revoked join links",
    "join_link.revoked_after_guessing": "A join link ended after too many wrong PINs",
    "keep_apart.added": "Said that two people are kept apart",
    "keep_apart.ended": "Said that two people are kept apart no more",
    "keep_apart.read": "Read from whom somebody is kept apart",
    "kiosk.added": "Added a kiosk",
    "kiosk.checked_in": "Checked in at the kiosk",
    "kiosk.checked_out": "Checked out at the kiosk",
    "kiosk.enrolled": "A tablet became a kiosk",
    "kiosk.late_kept": "A tablet delivered an entry that could not be credited",
    "kiosk.late_settled": "Settled an entry of the tablet",
    "kiosk.not_with_group": "Was not checked in, since somebody is there from whom they are kept apart",
    "kiosk.revoked": "Revoked a kiosk",
    "kiosk.unknown_code": "An unknown code was typed at the kiosk",
    "licence.added": "Added a licence",
    "follow_up.done": "Followed up with a client",
    "follow_up_rules.set": "Changed the rules of following up",
    "follow_ups.read": "Looked at whom to follow up with",
    "import.taken": "Took lines of a file over",
    "licence.revoked": "Took a licence away",
    "log.exported": "Exported the attendance log",
    "log.proved": "Wrote a proof of a record",
    "login.attempted": "A sign-in was tried",
    "login.begun": "Signed in",
    "login.guessing": "A password was guessed at",
    "on_call.added": "Put somebody on call",
    "on_call.handed_over": "Handed a shift on call over",
    "on_call.removed": "Took a shift on call away",
    "outbox.read": "Read what was written to clients",
    "payer.added": "Added a payer",
    "payer.withdrawn": "Withdrew a payer",
    "policy.previewed": "Tried a change of a policy",
    "policy.saved": "Changed a policy",
    "program.added": "Added a program",
    "program.changed": "Changed a program",
    "program.closed": "Closed a program",
    "program_track.added": "Added a program track",
    "program_track.changed": "Changed a program track",
    "record.amended": "Amended a record",
    "record.push_ended": "A record was sent to another system",
    "record.pushed": "A signed record was to be sent to another system",
    "record_push.paused": "Paused sending records to another system",
    "record_push.removed": "Ended sending records to another system",
    "record_push.resumed": "Went on sending records to another system",
    "record_push.secret_renewed": "Made a new secret for sending records",
    "record_push.set_up": "Set up that records are sent to another system",
    "record_push.tested": "Sent a test to another system",
    "record_push.tried_again": "Had a record sent once more",
    "records.cosigned": "Co-signed records",
    "records.signed": "Signed records",
    "room.admit": "Admitted somebody",
    "room.admit_against_checks": "Admitted somebody although a private word should come first",
    "room.deny": "Did not admit somebody",
    "room.end_session": "Ended the session",
    "room.redirect": "Sent somebody another way after a private word",
    "room.remove": "Removed somebody from the room",
    "room.return_to_waiting": "Sent somebody back to the waiting room",
    "room.share_screen": "Shared a screen",
    "room.show_handout": "Showed a hand-out",
    "room.let_others_share": "Said whether others may share a screen",
    "room.start_session": "Started the session",
    "room.take_over": "Took the session over",
    "series.added": "Planned a series of sessions",
    "series.changed": "Changed a series from a day on",
    "series.split": "Made two groups of one",
    "series.ended": "Ended a series of sessions",
    "session.cancelled": "Cancelled a session",
    "session.changed": "Changed a planned session",
    "roster.added": "Put somebody on a roster",
    "roster.excused": "Excused somebody from a session",
    "roster.exception_undone": "Took back an exception from a roster",
    "roster.left_out": "Left somebody out of a session",
    "room_device.brought_in": "Brought the clinic's room in to a session",
    "room_device.sent_away": "Sent the clinic's room away",
    "session.covered": "Stepped in for staff who were missing",
    "site.added": "Added a site",
    "site.changed": "Changed a site",
    "session.moved": "Moved a session",
    "session.restored": "Restored a cancelled session",
    "session.substituted": "Gave a session to another facilitator",
    "staff.added": "Added somebody to the staff",
    "staff.changed": "Changed somebody of the staff",
    "staff.disabled": "Disabled a login",
    "staff.invited": "Invited somebody of the staff",
    "staff.joined": "Set a password by an invitation",
    "trail.read": "Read this trail",
    "treatment_consent.recorded": "Recorded a consent to treatment",
    "treatment_consent.withdrawn": "Withdrew a consent to treatment",
}


def act_words(action: str) -> str:
    """`amendment.made` -> `Amendment made`."""
    return WORDS.get(action) or action.replace(".", " ").replace("_", " ").capitalize()


def numbers(detail: Mapping[str, Any]) -> dict[str, str]:
    """What can be shown of the details: counts, days, words; ids say nothing to a reader, and lists are counted."""
    shown = {}
    for name, value in detail.items():
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, int | float):
            shown[name.replace("_", " ")] = str(value)
        elif isinstance(value, list):
            shown[name.replace("_", " ")] = str(len(value))
        elif isinstance(value, str) and (day := _day(value)) is not None:
            shown[name.replace("_", " ")] = day
    return shown


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return None
