"""The policies of programs: which holds when, who changes them, and what a change would do."""

from server.services.policies.policies import PolicyBook
from server.services.policies.policy_editing import PolicyEditing
from server.services.policies.policy_preview import PolicyPreview
from server.storage.facts import FactsRepository
from server.storage.policies import PoliciesRepository
from server.wiring.ground import Ground


class PoliciesArea:
    def __init__(self, ground: Ground) -> None:
        people, sessions, audit = ground.people, ground.sessions, ground.audit
        self.store = PoliciesRepository(ground.database)
        self.book = PolicyBook(self.store, people)
        self.editing = PolicyEditing(
            self.store, people, sessions, ground.log, audit, ground.atomic, ground.new_id, ground.changes
        )
        facts = FactsRepository(ground.database)
        self.preview = PolicyPreview(self.editing, self.book, self.store, sessions, people, facts, audit)
