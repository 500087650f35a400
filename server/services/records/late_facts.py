"""Facts that come after somebody signed: the record stays, and the change becomes a proposed amendment."""

from collections.abc import Callable, Mapping
from datetime import datetime

from server.domain.signing.amendment import Amendment, AmendmentKind
from server.services.signing.signing import Of, Said, SigningLog, SigningStore

REASON = "Facts came after this record was signed; derived from all of them it is another one."


class LateFacts:
    def __init__(self, signing: SigningStore, log: SigningLog, new_id: Callable[[], str]) -> None:
        self._signing = signing
        self._log = log
        self._new_id = new_id

    async def __call__(self, clinic_id: str, session_id: str, versions: Mapping[str, int], now: datetime) -> int:
        """Propose these new versions, by participant, where somebody has signed or amended the record; how many. In the
        transaction that stored them."""
        cases = await self._signing.cases(clinic_id, [session_id])
        said = []
        for participant, version in sorted(versions.items()):
            of = Of(session_id, participant)
            case = cases.get(of)
            if case is None or not case.pinned:
                continue
            amendment = Amendment(
                self._new_id(),
                len(case.amendments) + 1,
                AmendmentKind.LATE_FACTS,
                version,
                {},
                REASON,
                None,
                now,
            )
            said.append(Said(of, amendment))
        await self._log.add(clinic_id, said, now)
        return len(said)
