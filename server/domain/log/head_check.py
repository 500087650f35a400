"""The signed heads of a log against its leaves, and who signed them."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from server.domain.instants import from_text, to_text
from server.domain.log.findings import Findings, plural, some
from server.domain.log.head import SignedHead, key_id
from server.domain.log.leaf import Kind
from server.domain.log.leaf_check import LeafCheck, LeafLine

Holds = Callable[[bytes, bytes, bytes], bool]
"""(public key, signature, message) -> whether the signature is that key's over that message (Ed25519)."""


STEP = timedelta(hours=1)
"""So far a clock may be off."""


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key as its leaf introduces it."""

    position: int
    id: str
    public: bytes
    reason: str


def keys_of(leaves: Sequence[LeafLine], findings: Findings) -> list[Key]:
    """In the order in which they took over. Raises KeyError, TypeError or ValueError for a leaf that holds no key."""
    keys = []
    for leaf in leaves:
        if leaf.kind == Kind.KEY and leaf.data:
            key = Key(
                leaf.position, str(leaf.data["key"]), bytes.fromhex(leaf.data["public"]), str(leaf.data["reason"])
            )
            if key_id(key.public) != key.id:
                findings.failed(f"{leaf.name} calls its key by another key's name.")
            keys.append(key)
    return keys


class HeadCheck:
    def __init__(self, clinic: str, leaves: LeafCheck, keys: Sequence[Key], holds: Holds, findings: Findings) -> None:
        self._clinic = clinic
        self._leaves = leaves
        self._keys = keys
        self._holds = holds
        self._findings = findings

    def check_all(self, heads: Sequence[SignedHead]) -> list[SignedHead]:
        """Those whose signature and root hold, by size. The first whose root does not says where to look."""
        signed = [one for one in sorted(heads, key=lambda one: one.head.size) if self._is_signed(one)]
        self._check_numbers(heads)
        beyond = [one for one in signed if one.head.size > self._leaves.size]
        known = [one for one in signed if one.head.size in self._leaves.roots]
        good = [one for one in known if self._leaves.roots[one.head.size] == one.head.root]
        wrong = [one for one in known if self._leaves.roots[one.head.size] != one.head.root]
        if beyond:
            self._tell_cut_off(beyond[-1])
        if wrong:
            self._tell_rewritten(good, wrong)
        return good

    def _check_numbers(self, heads: Sequence[SignedHead]) -> None:
        numbers = Counter(one.head.number for one in heads)
        last = max(numbers, default=0)
        if missing := last - len(numbers):
            gone = f"{plural(missing, 'signed head is', 'signed heads are')} missing"
            first = [str(one) for one in islice((one for one in range(1, last) if one not in numbers), 3)]
            self._findings.failed(f"{gone}, rows were deleted: number {some(first, missing)}.")
        if twice := sorted(number for number, count in numbers.items() if count > 1):
            self._findings.failed(f"More than one signed head has number {some([str(one) for one in twice])}.")

    def check_keys(self, good: Sequence[SignedHead], trusted: Collection[str]) -> None:
        """Each key must be vouched for by the one before it, or be one that the clinic gave by other means; and such a
        key must have signed the newest of the heads that hold."""
        by = {(one.head.key, one.head.size) for one in good}
        trust = not trusted
        believed = set()
        for before, key in zip([None, *self._keys], self._keys, strict=False):
            vouched = before is not None and (before.id, key.position + 1) in by
            trust = key.id in trusted or (trust and (before is None or vouched))
            if before is not None and not vouched and key.id not in trusted:
                self._findings.failed(
                    f"Key {key.id} took over from key {before.id} at leaf {key.position} without that key's signature. "
                    f"The reason given: {key.reason or 'none'}. Either the clinic lost its key (ask for its written "
                    f"word, and check again with --key {key.id}), or somebody put a key of their own in its place."
                )
                trust = True
            if trust:
                believed.add(key.id)
        if trusted and not (good and good[-1].head.key in believed):
            self._findings.failed(
                "None of the keys that you were given signs this log, nor vouches for the key that does: "
                "it was signed by somebody else."
            )

    def check_times(self, good: Sequence[SignedHead]) -> None:
        """What a head does not cover yet was written after it."""
        heads, signed = iter(good), None
        head = next(heads, None)
        for leaf in self._leaves.leaves:
            while head is not None and head.head.size <= leaf.position:
                signed, head = head.head.at, next(heads, None)
            if signed is not None and leaf.at and from_text(leaf.at) < signed - STEP:
                self._findings.look(
                    f"{leaf.name} was written after {to_text(signed)}, when the log was signed without it: the clock "
                    "was set back, or somebody gave it an earlier time than its own."
                )

    def check_against(self, older: SignedHead) -> None:
        """A head that was handed out before: the log must still begin with what it covers."""
        head = older.head
        name = f"the head that you hold, of {_of(older)}"
        if head.clinic != self._clinic:
            self._findings.failed(f"You hold a head of the log of another clinic ({head.clinic}).")
        elif head.size > self._leaves.size:
            self._findings.failed(
                f"The log has only {plural(self._leaves.size, 'leaf', 'leaves')}, fewer than {name}: "
                "its end was cut off since, or it is another log."
            )
        elif not self._signature_holds(older):
            self._findings.failed(f"No key of this log signed {name}: it is another log, or the key was swapped since.")
        elif head.size not in self._leaves.roots:
            self._findings.failed(f"Too many leaves are missing to compare with {name}.")
        elif self._leaves.roots[head.size] != head.root:
            self._findings.failed(
                f"The first {head.size} leaves are not those of {name}: what was in the log then was changed, deleted "
                "or put in another order since, and signed anew."
            )
        else:
            self._findings.note(f"The log continues {name}: nothing before it was changed, reordered or cut off.")

    def _is_signed(self, signed: SignedHead) -> bool:
        head, name = signed.head, f"The signed head of {_of(signed)}"
        known = any(key.id == head.key for key in self._keys)
        if head.clinic != self._clinic:
            self._findings.failed(f"{name} belongs to the log of another clinic.")
        elif not known:
            self._findings.failed(
                f"{name} is signed with key {head.key}, which no leaf of this log introduces: "
                "the key was swapped, or the head is somebody else's."
            )
        elif not self._signature_holds(signed):
            self._findings.failed(
                f"{name} does not have a signature of key {head.key}: it was changed after it was signed, or made "
                "without the key."
            )
        elif head.key not in self._signers(head.size):
            self._findings.failed(f"{name} is signed with key {head.key}, which was not this log's key then.")
        else:
            return True
        return False

    def _signature_holds(self, signed: SignedHead) -> bool:
        message = signed.head.message()
        return any(
            self._holds(key.public, signed.signature, message) for key in self._keys if key.id == signed.head.key
        )

    def _signers(self, size: int) -> list[str]:
        """The newest key among so many leaves; the one before it too, where its last act was to vouch for that one."""
        before = [key for key in self._keys if key.position < size]
        vouching = 2 if before and before[-1].position == size - 1 else 1
        return [key.id for key in before[-vouching:]]

    def _tell_cut_off(self, last: SignedHead) -> None:
        missing = last.head.size - self._leaves.size
        self._findings.failed(
            f"The signed head of {_of(last)} reaches further than the log, which has {self._leaves.size}: "
            f"the last {'leaf was' if missing == 1 else f'{missing} leaves were'} cut off."
        )

    def _tell_rewritten(self, good: Sequence[SignedHead], wrong: Sequence[SignedHead]) -> None:
        first = wrong[0].head.size
        if good and good[-1].head.size > first:
            self._findings.failed(
                f"The signed head of {_of(wrong[0])} is of another history, though a later one fits the leaves: "
                "two logs were signed with the same key."
            )
            return
        start = good[-1].head.size if good else 0
        where = f"leaf {start}" if first - start == 1 else f"leaves {start} to {first - 1}"
        self._findings.failed(
            f"The signed head of {_of(wrong[0])} does not fit the leaves: among {where} something was changed, "
            "replaced or put in another order after that."
            + (f" {plural(len(wrong) - 1, 'later head does', 'later heads do')} not fit either." if wrong[1:] else "")
        )


def _of(signed: SignedHead) -> str:
    return f"{to_text(signed.head.at)} over {plural(signed.head.size, 'leaf', 'leaves')}"
