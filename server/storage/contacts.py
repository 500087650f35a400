"""Channels of clients, their language and quiet hours."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import RowMapping, delete, select, update

from server.domain.touch.contact import Channel, ChannelKind, Contact, Quiet, Stopped
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.rows import also, among, row_of, value_of
from server.storage.tables import contact_channels, contacts


class ContactsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Contact]:
        whose = select(contacts).where(also(contacts.c.clinic_id, clinic_id), among(contacts.c.person_id, person_ids))
        ways = select(contact_channels).where(
            also(contact_channels.c.clinic_id, clinic_id), among(contact_channels.c.person_id, person_ids)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(whose)).mappings().all()
            channels = (await connection.execute(ways.order_by(contact_channels.c.kind))).mappings().all()
        return {row["person_id"]: _contact(row, channels) for row in rows}

    async def save(self, clinic_id: str, person_id: str, contact: Contact) -> None:
        key = {"person_id": person_id, "clinic_id": clinic_id}
        row = {
            "language": contact.language,
            "quiet_start": contact.quiet.start if contact.quiet else None,
            "quiet_end": contact.quiet.end if contact.quiet else None,
            "version": contact.version,
        }
        async with self._database.write() as connection:
            put = insert(contacts).values(**key, **row)
            await connection.execute(put.on_conflict_do_update(index_elements=["person_id"], set_=row))
            await connection.execute(delete(contact_channels).where(contact_channels.c.person_id == person_id))
            if contact.channels:
                await connection.execute(
                    contact_channels.insert(), [{**row_of(one), **key} for one in contact.channels]
                )

    async def stop(
        self, clinic_id: str, person_id: str, kind: ChannelKind, address: str, why: Stopped, now: datetime
    ) -> bool:
        columns = contact_channels.c
        query = update(contact_channels).where(
            columns.clinic_id == clinic_id,
            columns.person_id == person_id,
            columns.kind == kind,
            columns.address == address,
            columns.stopped_at.is_(None),
        )
        mine = update(contacts).where(contacts.c.person_id == person_id)
        async with self._database.write() as connection:
            stopped = (await connection.execute(query.values(stopped_at=now, stopped_as=why))).rowcount > 0
            if stopped:  # whoever has the page open has not seen this
                await connection.execute(mine.values(version=contacts.c.version + 1))
        return stopped


def _contact(row: RowMapping, channels: Collection[RowMapping]) -> Contact:
    quiet = Quiet(row["quiet_start"], row["quiet_end"]) if row["quiet_start"] is not None else None
    mine = [{**one, "purposes": tuple(one["purposes"])} for one in channels if one["person_id"] == row["person_id"]]
    return Contact(row["language"], quiet, tuple(value_of(Channel, one) for one in mine), row["version"])
