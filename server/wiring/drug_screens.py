"""Draws for drug screens, and what became of each."""

import secrets
from functools import partial

from server.services.drug_screens.collecting import Collecting
from server.services.drug_screens.drawing import Drawing
from server.services.drug_screens.notice import NeutralNotice
from server.storage.drug_screens import DrugScreensRepository
from server.storage.outbox import OutboxRepository
from server.wiring.ground import Ground
from server.wiring.policies import PoliciesArea
from server.wiring.schedule import ScheduleArea
from server.wiring.sessions import SessionsArea
from server.wiring.touch import TouchArea

SEED_BYTES = 32


class DrugScreensArea:
    def __init__(
        self, ground: Ground, policies: PoliciesArea, sessions: SessionsArea, touch: TouchArea, schedule: ScheduleArea
    ) -> None:
        rows, people, audit = DrugScreensRepository(ground.database), ground.people, ground.audit
        outbox = OutboxRepository(ground.database)
        notice = NeutralNotice(outbox, touch.contacts, ground.sessions, touch.notices, people)
        self.draws = Drawing(
            *(rows, schedule.program_store, policies.book, people, ground.leaves, notice, audit),
            ground.atomic,
            ground.new_id,
            partial(secrets.token_hex, SEED_BYTES),
        )
        self.collecting = Collecting(
            *(rows, self.draws, people, ground.clients, sessions.sessions, notice, audit),
            ground.atomic,
            ground.new_id,
        )
