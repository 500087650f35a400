"""Somebody who can recompute every hash reorders the log, cuts it off, writes it anew, or swaps its key: heads that
others keep, and the key that they do not have, show it.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.clinic import Clinic
from server.domain.log.findings import Level
from server.domain.log.head import Head, key_id
from server.domain.log.tree import frontier_of
from server.services.log.log import LogBroken
from server.services.log.proof_files import InLog, State
from tests.support.clinics import NOON, Cast
from tests.support.log import words
from tests.support.manipulated import check, leaves, rewrite, the_failure, underneath, with_clinic


def test_leaves_in_another_order_are_found(var):
    with underneath(var) as database:
        all_of_them = leaves(database)
        all_of_them[1], all_of_them[2] = all_of_them[2], all_of_them[1]
        rewrite(database, all_of_them)
    said = the_failure(var)
    assert (
        "does not fit the leaves: among leaves 1 to 7 something was changed, replaced or put in another order" in said
    )


def test_a_leaf_that_was_replaced_with_all_its_hashes_is_found(var):
    with underneath(var) as database:
        all_of_them = leaves(database)
        all_of_them[1]["content"] = all_of_them[1]["content"].replace("join_link.issued", "join_link.denied")
        rewrite(database, all_of_them)
    assert "among leaves 1 to 7 something was changed" in the_failure(var)


def test_a_tail_that_was_cut_off_is_found_by_the_heads_that_reach_further(kept, var):
    with underneath(var) as database:
        rewrite(database, left := leaves(database)[:-1])
    said = the_failure(var)
    assert f"reaches further than the log, which has {len(left)}: the last leaf was cut off" in said


def test_a_tail_that_was_cut_off_with_its_heads_is_found_by_who_kept_a_head(kept, var):
    with underneath(var) as database:
        rewrite(database, leaves(database)[: kept.heads[1].head.size])
        database.execute("DELETE FROM signed_heads WHERE number > 2")
        database.execute("DELETE FROM attendance_records WHERE version > 1")
        database.execute("DELETE FROM presence_facts WHERE kind = 'stated'")
        database.execute("DELETE FROM audit_entries WHERE at > '2026-03-05'")
    assert check(var).verified, "nothing in the file itself can tell"
    assert "its end was cut off since" in the_failure(var, kept.heads[2])
    assert "The log continues the head that you hold" in words(check(var, kept.heads[1]), Level.NOTE)


def test_a_log_that_was_cut_off_is_not_signed_any_more(var):
    with underneath(var) as database:
        rewrite(database, leaves(database)[:-2])
        database.execute("DELETE FROM signed_heads WHERE number > 3")

    async def sign(clinic: Clinic) -> None:
        with pytest.raises(LogBroken, match="were signed before"):
            await clinic.log.sign("north", NOON)

    asyncio.run(with_clinic(var, sign))


def with_a_key_of_their_own(database: sqlite3.Connection, change: Callable[[list[dict[str, Any]]], None]) -> str:
    """The whole log anew, changed and signed by somebody else; their key's id."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    all_of_them = leaves(database)
    change(all_of_them)
    for leaf in all_of_them:
        if leaf["kind"] == "key":
            content = json.loads(leaf["content"])
            content["data"] |= {"key": key_id(public), "public": public.hex()}
            leaf["content"] = json.dumps(content)
    keys = [leaf["position"] for leaf in all_of_them if leaf["kind"] == "key"]
    del all_of_them[keys[1]]
    rewrite(database, all_of_them)
    database.execute("DELETE FROM signed_heads WHERE clinic_id = 'north'")
    tree = frontier_of(bytes.fromhex(leaf["hash"]) for leaf in all_of_them)
    head = Head("north", 1, tree.size, tree.root(), NOON, key_id(public))
    database.execute(
        "INSERT INTO signed_heads (clinic_id, number, size, key_id, root, at, signature) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            "north",
            1,
            tree.size,
            head.key,
            head.root.hex(),
            "2026-03-04 20:00:00.000000",
            private.sign(head.message()).hex(),
        ],
    )
    return head.key


def test_a_log_that_was_rewritten_and_signed_with_another_key_is_found_by_who_knows_the_key_or_a_head(kept, var):
    with underneath(var) as database:
        theirs = with_a_key_of_their_own(database, lambda leaves: None)
    report = check(var)
    assert report.verified, "nothing in the file itself can tell"
    assert report.keys == [theirs], "but whose key it is"
    ours = kept.heads[0].head.key
    assert "None of the keys that you were given signs this log" in the_failure(var, None, [ours])
    assert "No key of this log signed the head that you hold" in the_failure(var, kept.heads[0])


def test_a_record_of_a_log_that_was_rewritten_and_signed_with_another_key_is_not_verified_on_the_page(kept, var):
    """It was: whatever key the log itself introduced was good enough."""
    with underneath(var) as database:
        with_a_key_of_their_own(database, lambda leaves: None)
    found = asyncio.run(with_clinic(var, lambda clinic: on_the_page(clinic, kept.cast)))
    assert (found.state, found.problem) == (
        State.FAILED,
        "The log does not continue what its key signed before: it was cut off or written anew.",
    )


async def on_the_page(clinic: Clinic, cast: Cast) -> InLog:
    row = await clinic.people.clinic("north")
    assert row is not None
    return await clinic.services.log_proofs.check(row, cast.running, cast.clients[0], NOON + timedelta(days=2))


def test_a_record_that_nobody_touched_is_verified_on_the_page(kept, var):
    assert asyncio.run(with_clinic(var, lambda clinic: on_the_page(clinic, kept.cast))).state is State.VERIFIED


def test_a_head_that_is_signed_with_a_key_that_the_log_does_not_know_is_found(kept, var):
    private = Ed25519PrivateKey.generate()
    head = replace(kept.heads[1].head, key=key_id(private.public_key().public_bytes_raw()))
    with underneath(var) as database:
        database.execute(
            "UPDATE signed_heads SET key_id = ?, signature = ? WHERE number = ? AND clinic_id = 'north'",
            [head.key, private.sign(head.message()).hex(), head.number],
        )
    assert "which no leaf of this log introduces: the key was swapped" in the_failure(var)


def test_a_key_that_was_put_in_the_place_of_the_clinics_is_found(kept, var):
    """The attacker introduces their key by a leaf, as a rotation does, and signs on with it."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    with underneath(var) as database:
        all_of_them = leaves(database)
        content = json.loads(all_of_them[0]["content"])
        content["data"] |= {"key": key_id(public), "public": public.hex(), "reason": "rotated"}
        rewrite(database, [*all_of_them, {**all_of_them[0], "content": json.dumps(content)}])
        tree = frontier_of(bytes.fromhex(leaf["hash"]) for leaf in leaves(database))
        head = Head("north", 99, tree.size, tree.root(), NOON, key_id(public))
        database.execute(
            "INSERT INTO signed_heads (clinic_id, number, size, key_id, root, at, signature) VALUES (?,?,?,?,?,?,?)",
            [
                "north",
                99,
                tree.size,
                head.key,
                head.root.hex(),
                "2026-03-04 20:00:00.000000",
                private.sign(head.message()).hex(),
            ],
        )
    said = the_failure(var)
    assert f"Key {key_id(public)} took over from key {kept.heads[2].head.key}" in said
    assert "without that key's signature" in said


def test_an_old_key_that_was_stolen_signs_nothing_that_counts_any_more(kept, var):
    """The private half of a key is deleted when it is replaced; here somebody had a copy."""
    head = replace(kept.heads[2].head, key=kept.heads[0].head.key)
    with underneath(var) as database:
        database.execute(
            "UPDATE signed_heads SET key_id = ?, signature = ? WHERE clinic_id = 'north' AND number = ?",
            [head.key, kept.stolen.sign(head.message()).hex(), head.number],
        )
    assert f"is signed with key {head.key}, which was not this log's key then" in the_failure(var)
