"""/api/sessions/{session}/answers: what a client is asked on joining, and what they say."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204

from server.domain.joining.answers import Answers
from server.domain.joining.questions import AGREEMENT
from server.http.models.common import Id
from server.http.models.joining import JoinAnswers, JoinPlace, JoinQuestions, LastAnswers, ToldAnswers
from server.http.view import ApiView, answer, no_content


class AnswersView(ApiView):
    access = "signed_in"

    async def get(self, session: Id, /) -> r200[JoinQuestions]:
        """What this client is asked before waiting, and what they said last."""
        asked = await self.services.joining.asked(self.login, session, self.now)
        return answer(
            JoinQuestions(
                questions=[one.value for one in asked.questions],
                answered=asked.answered,
                can_repeat=asked.can_repeat,
                last=_last(asked.last) if asked.last is not None else None,
                agreement=asked.agreement,
                sent=asked.sent.value if asked.sent is not None else None,
            )
        )

    async def post(self, session: Id, /, body: JoinAnswers) -> r204:
        """The client's answers, or what is otherwise by now. 409 while they drive; 410 when the session is over. What a
        "no" leads to is for staff to see, and not in the answer."""
        said = _answers(body, body.alone, body.agreed, body.agreement)
        await self.services.joining.answer(self.login, session, said, body.driving, self.now)
        return no_content()


class AnswersOfView(ApiView):
    access = "staff"

    async def put(self, session: Id, participant: Id, /, body: ToldAnswers) -> r204:
        """Staff write down what a client told them. 410 when the session is over."""
        said = _answers(body, body.alone, body.agreed, AGREEMENT)._replace(others=body.others)
        await self.services.joining.correct(self.login, session, participant, said, self.now)
        return no_content()


def _last(said: Answers) -> LastAnswers:
    return LastAnswers(
        at_home=said.at_home,
        state=said.state,
        address=said.address,
        phone=said.phone,
        adult_name=said.adult_name,
        adult_phone=said.adult_phone,
    )


def _answers(place: JoinPlace, alone: bool, agreed: bool, agreement: str) -> Answers:
    said = Answers(place.at_home, place.state, place.address, place.phone, alone, agreed, agreement)
    if not place.adult:
        return said._replace(adult=place.adult)
    return said._replace(adult=True, adult_name=place.adult_name, adult_phone=place.adult_phone)


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/sessions/{session}/answers", AnswersView),
        web.view("/api/sessions/{session}/answers/{participant}", AnswersOfView),
    ]
