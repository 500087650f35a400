"""The log's tables. Appending rests on nobody else's writing meanwhile, as every transaction that writes does."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, false, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.log.head import Head, SignedHead
from server.domain.log.leaf import Kind
from server.domain.log.register_check import named_by
from server.domain.log.tree import Frontier, Node
from server.services.log.log import Entry, Erasure, StoredLeaf
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.erasure import accounted_for, erase_rows
from server.storage.rows import plus
from server.storage.tables import log_heads, log_leaves, log_nodes, signed_heads


class LogRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, clinic_id: str, entries: Sequence[Entry]) -> list[int]:
        async with self._database.write() as connection:
            before = frontier = await _lock(connection, clinic_id)
            nodes: list[Node] = []
            for entry in entries:
                frontier, completed = frontier.append(entry.hash)
                nodes += completed
            await connection.execute(
                log_leaves.insert(),
                [_row(clinic_id, position, entry) for position, entry in enumerate(entries, start=before.size)],
            )
            if nodes:
                await connection.execute(
                    log_nodes.insert(),
                    [{"clinic_id": clinic_id, **node._asdict(), "hash": node.hash.hex()} for node in nodes],
                )
            grown = {"size": frontier.size, "frontier": [one.hex() for one in frontier.hashes]}
            await connection.execute(update(log_heads).where(log_heads.c.clinic_id == clinic_id).values(grown))
        return list(range(before.size, frontier.size))

    async def locked(self, clinic_id: str) -> Frontier:
        async with self._database.write() as connection:
            return await _lock(connection, clinic_id)

    async def frontier(self, clinic_id: str) -> Frontier:
        """The tree as it is just now."""
        query = select(log_heads).where(log_heads.c.clinic_id == clinic_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return _frontier_of(row) if row else Frontier()

    async def hashes(self, clinic_id: str, start: int, stop: int) -> list[bytes]:
        query = (
            select(log_leaves.c.hash)
            .where(log_leaves.c.clinic_id == clinic_id, log_leaves.c.position >= start, log_leaves.c.position < stop)
            .order_by(log_leaves.c.position)
        )
        async with self._database.read() as connection:
            return [bytes.fromhex(one) for one in (await connection.execute(query)).scalars()]

    async def nodes(self, clinic_id: str, wanted: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """Those of the wanted complete subtrees (level, index) that are stored."""
        inner: dict[int, list[int]] = {}
        for level, at in wanted:
            inner.setdefault(level, []).append(at)
        leaves = inner.pop(0, [])
        of_leaves = select(log_leaves.c.position, log_leaves.c.hash).where(
            log_leaves.c.clinic_id == clinic_id, log_leaves.c.position.in_(leaves)
        )
        mine = log_nodes.c.clinic_id == clinic_id
        of_level = (and_(mine, log_nodes.c.level == level, log_nodes.c.at.in_(at)) for level, at in inner.items())
        of_nodes = select(log_nodes.c.level, log_nodes.c.at, log_nodes.c.hash).where(or_(false(), *of_level))
        async with self._database.read() as connection:
            found = {(0, at): bytes.fromhex(hash) for at, hash in await connection.execute(of_leaves)}
            found |= {(level, at): bytes.fromhex(hash) for level, at, hash in await connection.execute(of_nodes)}
        return found

    async def newest_signed(self, clinic_id: str) -> SignedHead | None:
        query = (
            select(signed_heads)
            .where(signed_heads.c.clinic_id == clinic_id)
            .order_by(signed_heads.c.number.desc())
            .limit(1)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return signed_head_of(row) if row else None

    async def add_signed(self, signed: SignedHead) -> None:
        head = signed.head
        row = {
            "clinic_id": head.clinic,
            "number": head.number,
            "size": head.size,
            "key_id": head.key,
            "root": head.root.hex(),
            "at": head.at,
            "signature": signed.signature.hex(),
        }
        async with self._database.write() as connection:
            await connection.execute(signed_heads.insert(), row)

    async def newest_key(self, clinic_id: str | None) -> bytes | None:
        query = select(log_leaves).where(log_leaves.c.kind == Kind.KEY.value).order_by(log_leaves.c.position)
        if clinic_id is not None:
            found = await self._leaves(query.where(log_leaves.c.clinic_id == clinic_id))
        else:
            found = sorted(await self._leaves(query), key=lambda leaf: (leaf.content or {}).get("at", ""))
        return bytes.fromhex(found[-1].data["public"]) if found else None

    async def clinics(self) -> Sequence[str]:
        async with self._database.read() as connection:
            return list((await connection.execute(select(log_heads.c.clinic_id))).scalars())

    async def of_session(self, clinic_id: str, session_id: str) -> list[StoredLeaf]:
        """By position."""
        return await self._leaves(
            select(log_leaves)
            .where(log_leaves.c.clinic_id == clinic_id, log_leaves.c.session_id == session_id)
            .order_by(plus(log_leaves.c.position))
        )

    async def of_kind(self, clinic_id: str, kind: Kind, newest: int) -> list[StoredLeaf]:
        """The newest so many, by position."""
        query = (
            select(log_leaves)
            .where(log_leaves.c.clinic_id == clinic_id, log_leaves.c.kind == kind.value)
            .order_by(log_leaves.c.position.desc())
            .limit(newest)
        )
        return (await self._leaves(query))[::-1]

    async def erase(self, clinic_id: str, subject_id: str, now: datetime) -> Erasure:
        mine = (log_leaves.c.clinic_id == clinic_id, log_leaves.c.subject_id == subject_id)
        async with self._database.write() as connection:
            await _lock(connection, clinic_id)
            accounted = await accounted_for(connection, clinic_id, subject_id, now)
            found = await connection.execute(select(log_leaves).where(*mine).order_by(log_leaves.c.position))
            leaves = [leaf_of(row) for row in found.mappings()]
            kept = {one.position for one in leaves if _is_about(one, accounted)}
            positions = [one.position for one in leaves if one.position not in kept]
            gone = {"content": None, "salt": None, "subject_id": None}
            which = log_leaves.c.position.not_in(kept)
            await connection.execute(update(log_leaves).where(*mine, which).values(gone))
            facts, rows = await erase_rows(connection, clinic_id, subject_id, accounted)
        return Erasure(positions, facts, rows)

    async def _leaves(self, query: Select[Any]) -> list[StoredLeaf]:
        async with self._database.read() as connection:
            return [leaf_of(row) for row in (await connection.execute(query)).mappings()]


async def _lock(connection: AsyncConnection, clinic_id: str) -> Frontier:
    empty = {"clinic_id": clinic_id, "size": 0, "frontier": []}
    await connection.execute(insert(log_heads).on_conflict_do_nothing(index_elements=["clinic_id"]), empty)
    query = select(log_heads).where(log_heads.c.clinic_id == clinic_id)
    return _frontier_of((await connection.execute(query)).mappings().one())


def _frontier_of(row: RowMapping) -> Frontier:
    return Frontier(row["size"], tuple(bytes.fromhex(one) for one in row["frontier"]))


def _is_about(leaf: StoredLeaf, rows: Collection[tuple[str, str]]) -> bool:
    """Whether it is the leaf of an act that wrote one of these rows."""
    acts = (Kind.DISCLOSURE.value, Kind.GRANT.value)
    return leaf.kind in acts and leaf.content is not None and not named_by(leaf.data).isdisjoint(rows)


def _row(clinic_id: str, position: int, entry: Entry) -> dict[str, Any]:
    return {
        "clinic_id": clinic_id,
        "position": position,
        "kind": entry.kind,
        "session_id": entry.session,
        "subject_id": entry.subject,
        "covers": entry.covers,
        "salt": entry.salt.hex(),
        "content": entry.content,
        "hash": entry.hash.hex(),
    }


def leaf_of(row: RowMapping) -> StoredLeaf:
    return StoredLeaf(
        row["position"],
        row["kind"],
        row["session_id"],
        row["subject_id"],
        None if row["salt"] is None else bytes.fromhex(row["salt"]),
        row["content"],
        bytes.fromhex(row["hash"]),
    )


def signed_head_of(row: RowMapping) -> SignedHead:
    root, signature = bytes.fromhex(row["root"]), bytes.fromhex(row["signature"])
    head = Head(row["clinic_id"], row["number"], row["size"], root, row["at"], row["key_id"])
    return SignedHead(head, signature)
