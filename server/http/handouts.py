"""Hand-outs of programs and sessions, and their files."""

from aiohttp import BodyPartReader, web
from aiohttp_pydantic.oas.typing import r200, r201, r204
from pydantic import TypeAdapter, ValidationError

from server.domain.help.handouts import MOST_BYTES
from server.http.models import handouts as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.access.logins import LoginSession
from server.services.errors import Invalid
from server.services.help.handouts import Handout, may_remove

_TITLE: TypeAdapter[str] = TypeAdapter(models.HandoutTitle)
_MOST_TITLE = 1000
_NAMES = {"application/pdf": "hand-out.pdf", "image/png": "hand-out.png", "image/jpeg": "hand-out.jpg"}


class UploadView(ApiView):
    """Base of the two that take a file: a form of `title` and `file`, in this order."""

    def _check_body(self) -> None:
        if self.request.can_read_body and self.request.content_type != "multipart/form-data":
            raise web.HTTPUnsupportedMediaType

    async def uploaded(self) -> tuple[str, bytes]:
        """Title and file. Reads no more than may be kept. Raises Invalid."""
        if self.request.content_type != "multipart/form-data":
            raise Invalid("Choose a file.", [("body.file", "a file")])
        try:
            parts = await self.request.multipart()
            title = (await _part(await parts.next(), "title", _MOST_TITLE)).decode()
            return _TITLE.validate_python(title), await _part(await parts.next(), "file", MOST_BYTES)
        except (ValidationError, UnicodeDecodeError):
            raise Invalid("Say what it is.", [("body.title", "one line, at most 100 characters")]) from None
        except (ValueError, AssertionError):
            raise Invalid("Choose a file.", [("body.file", "a file")]) from None


class SessionHandoutsView(UploadView):
    access = "signed_in"
    writes = "staff"

    async def get(self, session: Id, /) -> r200[list[models.Handout]]:
        """The session's and its program's, the newest first; for clients of their own session."""
        return answer_list(
            [_handout(self.login, one) for one in await self.services.handouts.of_session(self.login, session)]
        )

    async def post(self, session: Id, /) -> r201[models.Handout]:
        """One more (multipart/form-data: `title`, `file`): a PDF or a picture, at most 5 MB."""
        await self.services.sessions.visible(self.login, session)  # before anything of the file is read
        title, data = await self.uploaded()
        made = await self.services.handouts.add_to_session(self.login, session, title, data, self.now)
        return answer(_handout(self.login, made), status=201)


class ProgramHandoutsView(UploadView):
    access = "staff"

    async def get(self, program: Id, /) -> r200[list[models.Handout]]:
        """The program's, the newest first."""
        return answer_list(
            [_handout(self.login, one) for one in await self.services.handouts.of_program(self.login, program)]
        )

    async def post(self, program: Id, /) -> r201[models.Handout]:
        """One more, for every session of the program."""
        await self.services.handouts.of_program(self.login, program)
        title, data = await self.uploaded()
        made = await self.services.handouts.add_to_program(self.login, program, title, data, self.now)
        return answer(_handout(self.login, made), status=201)


class HandoutView(ApiView):
    access = "staff"

    async def delete(self, handout: Id, /) -> r204:
        """Take it away: a session's by its staff, a program's by admins or whoever added it."""
        await self.services.handouts.remove(self.login, handout, self.now)
        return no_content()


class FileView(ApiView):
    access = "signed_in"

    async def get(self, session: Id, handout: Id, /) -> r200:
        """The file, of a session that one may know of. It is a document of no origin, and can do nothing."""
        return _file(*await self.services.handouts.file(self.login, session, handout, self.now))


class WallFileView(ApiView):
    access = "room"

    async def get(self, handout: Id, /) -> r200:
        """The file, for the wall of the clinic's room while it takes part in the session whose hand-out it is."""
        session = await self.services.room_devices.session_of(self.kiosk)
        return _file(*await self.services.handouts.on_wall(session, handout))


def _file(found: Handout, data: bytes) -> web.Response:
    name = _NAMES.get(found.media_type, "hand-out.webp")
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    return web.Response(body=data, content_type=found.media_type, headers=headers)


async def _part(part: object, name: str, most: int) -> bytes:
    """Raises ValueError when it is another part, or none."""
    if not isinstance(part, BodyPartReader) or part.name != name:
        raise ValueError(name)
    data = bytearray()
    while chunk := await part.read_chunk():
        data += chunk
        if len(data) > most:
            raise Invalid("The file is too large.", [(f"body.{name}", f"at most {most} bytes")])
    return bytes(data)


def _handout(login: LoginSession, one: Handout) -> models.Handout:
    return models.Handout(
        id=one.id,
        title=one.title,
        media_type=one.media_type,
        size=one.size,
        whole_program=one.program_id is not None,
        added_at=one.added_at,
        may_remove=may_remove(login, one),
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/sessions/{session}/handouts", SessionHandoutsView),
        web.view("/api/sessions/{session}/handouts/{handout}/file", FileView),
        web.view("/api/kiosk/room/handouts/{handout}/file", WallFileView),
        web.view("/api/programs/{program}/handouts", ProgramHandoutsView),
        web.view("/api/handouts/{handout}", HandoutView),
    ]
