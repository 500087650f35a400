"""The links by which staff and auditors set their passwords."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.sql.dml import Update

from server.services.access.invitations import Invitation
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import login_sessions, staff_invitations, staff_logins


class InvitationsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def invite(self, invitation: Invitation) -> None:
        async with self._database.write() as connection:
            await connection.execute(revoked(invitation.clinic_id, invitation.person_id, invitation.created_at))
            await connection.execute(staff_invitations.insert(), row_of(invitation))

    async def invitation(self, hash: str) -> Invitation | None:
        query = select(staff_invitations).where(staff_invitations.c.token_hash == hash)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Invitation, row) if row else None

    async def accept(self, invitation: Invitation, password_hash: str, now: datetime) -> bool:
        table, who = staff_invitations, invitation.person_id
        use = update(table).where(table.c.id == invitation.id, table.c.used_at.is_(None), table.c.revoked_at.is_(None))
        async with self._database.write() as connection:
            if (await connection.execute(use.values(used_at=now))).rowcount == 0:
                return False
            login = update(staff_logins).where(staff_logins.c.person_id == who)
            await connection.execute(login.values(password_hash=password_hash, disabled_at=None))
            logins = update(login_sessions).where(
                login_sessions.c.person_id == who, login_sessions.c.revoked_at.is_(None)
            )
            await connection.execute(logins.values(revoked_at=now))
        return True

    async def is_auditor(self, clinic_id: str, person_id: str) -> bool:
        columns = staff_logins.c
        query = select(columns.role).where(columns.clinic_id == clinic_id, columns.person_id == person_id)
        async with self._database.read() as connection:
            return await connection.scalar(query) == "auditor"


def revoked(clinic_id: str, person_id: str, now: datetime) -> Update:
    table = staff_invitations
    return (
        update(table)
        .where(
            table.c.clinic_id == clinic_id,
            table.c.person_id == person_id,
            table.c.used_at.is_(None),
            table.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
