"""The log's signing keys (Ed25519) as files in a directory of their own, which may lie on another volume than the data.

`<key id>.pem` is a private key (0600), `<key id>.pub` its public half in hexadecimal, kept for ever. `signed.json` is
what was signed last of each clinic's log, so that a log that was cut off or rewritten underneath is not signed again.
"""

import asyncio
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from server.domain.log.head import key_id
from server.domain.log.tree import Frontier
from server.services.log.log import KeyLost, LastSigned

V = TypeVar("V")


class LogKeyFiles:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def make(self) -> bytes:
        return await self._run(self._make)

    async def newest(self) -> bytes | None:
        return await self._run(self._newest)

    async def sign(self, public: bytes, message: bytes) -> bytes:
        return await self._run(lambda: self._private(public).sign(message))

    async def drop_private(self, public: bytes) -> None:
        await self._run(lambda: self._file(public, "pem").unlink(missing_ok=True))

    async def keep_only(self, public: bytes) -> None:
        await self._run(lambda: self._keep_only(self._file(public, "pem")))

    async def last_signed(self, clinic_id: str) -> LastSigned | None:
        return (await self._run(self._read_signed)).get(clinic_id)

    async def remember(self, clinic_id: str, signed: LastSigned) -> None:
        await self._run(lambda: self._remember(clinic_id, signed))

    async def forget(self) -> None:
        await self._run(self._forget)

    async def _run(self, act: Callable[[], V]) -> V:
        try:
            return await asyncio.to_thread(act)
        except (OSError, ValueError) as error:
            raise KeyLost(f"The log's keys in {self._directory} cannot be used: {error}") from error

    def _make(self) -> bytes:
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        private = Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self._write(self._file(public, "pub"), public.hex().encode() + b"\n")
        self._write(self._file(public, "pem"), pem)
        return public

    def _newest(self) -> bytes | None:
        files = sorted(self._directory.glob("*.pem"), key=lambda file: file.stat().st_mtime_ns)
        return bytes.fromhex(files[-1].with_suffix(".pub").read_text("ascii").strip()) if files else None

    def _private(self, public: bytes) -> Ed25519PrivateKey:
        file = self._file(public, "pem")
        if (file.stat().st_mode | self._directory.stat().st_mode) & 0o077:
            raise PermissionError(f"{file} or its directory may be read by others; make them 0600 and 0700")
        key = load_pem_private_key(file.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey) or key.public_key().public_bytes_raw() != public:
            raise ValueError(f"{file} holds another key")
        return key

    def _keep_only(self, own: Path) -> None:
        for file in self._directory.glob("*.pem"):
            if file != own:
                file.unlink(missing_ok=True)

    def _remember(self, clinic_id: str, signed: LastSigned) -> None:
        with self._alone():
            known = self._read_signed()
            if clinic_id not in known or known[clinic_id].number < signed.number:
                self._write_signed({**known, clinic_id: signed})

    def _forget(self) -> None:
        with self._alone():
            self._write_signed({})

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other clinic's head, and no `viop audit` beside the app, is remembered meanwhile."""
        directory = os.open(self._directory, os.O_RDONLY)
        try:
            fcntl.flock(directory, fcntl.LOCK_EX)
            yield
        finally:
            os.close(directory)

    def _read_signed(self) -> dict[str, LastSigned]:
        try:
            data = json.loads((self._directory / "signed.json").read_bytes())
            return {
                clinic: LastSigned(
                    known["number"], Frontier(known["size"], tuple(bytes.fromhex(one) for one in known["frontier"]))
                )
                for clinic, known in data.items()
            }
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"signed.json is damaged ({error!r}); docs/log.md says what to do") from error

    def _write_signed(self, signed: dict[str, LastSigned]) -> None:
        data = {
            clinic: {"number": number, "size": tree.size, "frontier": [one.hex() for one in tree.hashes]}
            for clinic, (number, tree) in signed.items()
        }
        self._write(self._directory / "signed.json", json.dumps(data).encode())

    def _file(self, public: bytes, suffix: str) -> Path:
        return self._directory / f"{key_id(public)}.{suffix}"

    def _write(self, file: Path, content: bytes) -> None:
        """All of it or nothing, on disk when it returns."""
        fresh = file.with_name(file.name + ".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(fresh, file)
        directory = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
