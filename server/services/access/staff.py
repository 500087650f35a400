"""A clinic's staff by their logins: who still can sign, and who stands in for whom."""

from collections.abc import Collection, Iterable

from server.services.people import StaffLogin


class Staff:
    def __init__(self, logins: Iterable[StaffLogin]) -> None:
        self._logins = {one.person_id: one for one in logins if one.role != "auditor"}

    def login(self, person_id: str) -> StaffLogin | None:
        return self._logins.get(person_id)

    def able(self, person_id: str) -> bool:
        """Whether they can still sign in."""
        login = self._logins.get(person_id)
        return login is not None and login.disabled_at is None

    def supervisor_of(self, person_id: str) -> str | None:
        """The first above them who can still sign in."""
        seen = {person_id}
        login = self._logins.get(person_id)
        while login is not None and login.supervisor_id is not None and login.supervisor_id not in seen:
            if self.able(login.supervisor_id):
                return login.supervisor_id
            seen.add(login.supervisor_id)
            login = self._logins.get(login.supervisor_id)
        return None

    def supervised_by(self, person_id: str) -> frozenset[str]:
        return frozenset(one for one in self._logins if self.supervisor_of(one) == person_id)

    def left_to(self, person_id: str) -> frozenset[str]:
        """Those who have left and whose records are this person's to sign."""
        return frozenset(one for one in self.supervised_by(person_id) if not self.able(one))

    def responsible(self, facilitators: Collection[str]) -> frozenset[str]:
        """Who signs for a session of these: those of them who are still there, or else their supervisors."""
        able = frozenset(one for one in facilitators if self.able(one))
        return able or frozenset(who for one in facilitators if (who := self.supervisor_of(one)) is not None)
