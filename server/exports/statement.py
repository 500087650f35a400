"""A client's attendance statement: their sessions over some weeks, what counted, and the proof of each record."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from reportlab.platypus import Flowable, PageBreak, Spacer

from server.domain.canonical import read_json
from server.exports.pdf import Attachment, document, grid, head, heading, notice, pairs, terms_of, text
from server.exports.proof_lines import proof_lines
from server.exports.record_words import (
    day,
    hours,
    how,
    minutes,
    others,
    outcome,
    said_of,
    span,
    where_they_were,
    zone_of,
)
from server.services.disclosures.export_material import OneClient, ProvedRecord
from server.services.hours.rows import ATTENDED
from server.services.log.proof_files import State
from server.services.records.attendance import PersonRecord

ATTACHED = "attendance-proofs.jsonl"
LEAVES = {
    "attendance": "record",
    "attestation": "signature",
    "amendment": "amendment",
    "decision": "decision",
}
UNPROVED = {
    State.UNSIGNED: "in the log, not signed yet",
    State.ABSENT: "older than the log",
    State.ERASED: "erased from the log",
    State.FAILED: "not what the log holds",
}


def statement(one: OneClient) -> bytes:
    made, client, program = one.cover.disclosure, one.totals.client, one.totals.program
    counted = sum(record.case.value.countable_ms for record in one.records)
    attended = sum(record.case.value.outcome in ATTENDED for record in one.records)
    made_on = day(made.at, ZoneInfo(one.cover.clinic.time_zone))
    born = client.date_of_birth.isoformat() if client.date_of_birth else ""
    story: list[Flowable] = [
        *head(
            one.cover,
            "Attendance statement",
            f"{made.from_on} to {made.to_on}  ·  made on {made_on}",
        ),
        pairs(
            [
                ("Client", client.legal_name),
                ("Record number", client.record_number or ""),
                ("Date of birth", born),
                ("Program", f"{program.name}, level of care {program.level_of_care}" if program else ""),
                ("Sessions", f"{attended} attended of {len(one.records)}"),
                ("Counted time", hours(counted / 60_000)),
            ]
        ),
        heading("Hours a week"),
        grid(
            [("Week of", 1.3), ("Counted", 1), ("Plan", 1), ("Sessions attended", 1.5)],
            [
                [
                    week.starts_on.isoformat(),
                    hours(week.counting.countable_ms / 60_000),
                    hours(week.planned_ms / 60_000) if week.planned_ms else "–",
                    f"{week.attended} of {week.expected}",
                ]
                for week in one.totals.weeks
            ],
        ),
        heading("Sessions"),
        *_sessions(one),
        heading("This disclosure"),
        pairs(terms_of(one.cover, client.id)),
        *notice(one.cover),
        PageBreak(),
        *_proof(one),
    ]
    file = Attachment(ATTACHED, proof_lines(one))
    return document(one.cover, "Attendance statement", story, file)


def _sessions(one: OneClient) -> list[Flowable]:
    columns = [("Date", 1.6), ("Session", 2.1), ("In – out", 1.7), ("How", 1.2), ("Counted", 0.9), ("Outcome", 2.8)]
    return [
        grid(columns, [_row(record, one.names) for record in one.records]),
        Spacer(0, 4),
        text(
            "In and out are the first and last sign of the client; only time that the program's rules count is "
            "counted. Each record rests on evidence that was sealed when the session ended.",
            "small",
        ),
    ]


def _row(one: PersonRecord, names: Mapping[str, str]) -> Sequence[str]:
    record = one.stored.record
    zone = zone_of(record)
    return [
        day(record.scheduled_start, zone),
        one.schedule.session.title,
        span(record.first_at, record.last_at, zone),
        how(record),
        minutes(one.case.value.countable_ms),
        " ".join(
            [f"{outcome(one)}. {record.reason}", *_with(one), *where_they_were(record, names), *said_of(one, names)]
        ),
    ]


def _with(one: PersonRecord) -> list[str]:
    record = one.stored.record
    said = others(record, zone_of(record))
    return [f"Also present: {said}."] if said else []


def _proof(one: OneClient) -> list[Flowable]:
    proved = [proof for proof in one.proofs if proof.lines is not None]
    lead = (
        "Each session's record is a leaf of the clinic's log, to which leaves are only ever added and whose head is "
        "signed. So is each signature under it, with its time, and each amendment, which leaves what it amends where "
        "it was. The proofs are attached to this document as a file, which names no other client. They show what was "
        "in the log when this document was made; what was signed or amended later, a newer one shows."
    )
    story: list[Flowable] = [text("Annex: the proof", "title"), Spacer(0, 4), text(lead), Spacer(0, 6)]
    signed = _head_of(proved)
    if signed is not None:
        story.append(
            pairs(
                [
                    ("Signed head", f"over {signed['size']} leaves, of {signed['at']}"),
                    ("Its root", signed["root"]),
                    ("Signing key", signed["key"]),
                ]
            )
        )
    days = {record.schedule.session.id: record for record in one.records}
    rows: list[Sequence[str | Flowable]] = []
    for proof in one.proofs:
        record = days[proof.session_id].stored.record
        for leaf in _leaves(proof):
            rows.append([day(record.scheduled_start, zone_of(record)), *leaf])
    story += [Spacer(0, 8), grid([("Session", 1.4), ("Of", 1.1), ("Leaf", 0.6), ("Its hash", 5)], rows)]
    steps = (
        f"Save the attachment {ATTACHED} from this document, and run  viop audit verify {ATTACHED}  on any computer "
        "that has the program; no server and no database are asked. Every session is listed with outcome and "
        "minutes, who signed them and when, and what was amended, to be compared with this statement. Ask the clinic "
        "for its key's id, and add  --key ID  to be sure that the log is its own."
    )
    return [*story, heading("How to check it"), text(steps)]


def _leaves(proof: ProvedRecord) -> list[list[str | Flowable]]:
    """Of record, signatures and amendments."""
    if proof.lines is None:
        return [["record", "–", UNPROVED.get(proof.state, proof.state.value)]]
    leaves = [read for line in proof.lines if (read := read_json(line))["type"] == "leaf" and read["kind"] in LEAVES]
    return [[LEAVES[one["kind"]], str(one["position"]), text(one["hash"], "hash")] for one in leaves]


def _head_of(proved: Sequence[ProvedRecord]) -> dict[str, str] | None:
    """All proofs of a file were made under one head, unless the log grew meanwhile: the newest."""
    heads = [read_json(line) for proof in proved for line in proof.lines or () if '"type":"signed_head"' in line]
    return max(heads, key=lambda head: int(head["size"]), default=None)
