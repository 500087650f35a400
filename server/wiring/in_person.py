"""Those in the physical room: staff's list, tablets at the door, what these kept while offline, the room's device."""

from server.services.sessions.in_person import InPerson
from server.services.sessions.kiosks import KioskService, SessionsOn
from server.services.sessions.late_entries import LateEntries
from server.services.sessions.room_devices import RoomDevices
from server.storage.kiosks import KiosksRepository
from server.storage.late_entries import LateEntriesRepository
from server.storage.sealed_codes import SealedCodes
from server.wiring.access import AccessArea
from server.wiring.ground import Ground
from server.wiring.records import RecordsArea
from server.wiring.rosters import RostersArea
from server.wiring.sessions import SessionsArea


class InPersonArea:
    def __init__(
        self, ground: Ground, access: AccessArea, sessions: SessionsArea, records: RecordsArea, rosters: RostersArea
    ) -> None:
        people, audit, live = ground.people, ground.audit, sessions.live
        sealed_codes = SealedCodes(ground.key("sealed-codes"))
        kiosks, at_door = KiosksRepository(ground.database), SessionsOn(ground.sessions)
        self.seal_key = sealed_codes.public_key
        self.in_person = InPerson(
            sessions.facts,
            ground.sessions,
            audit,
            records.finish.derive,
            live.took_over,
            rosters.pairs.pairs,
            live.inside,
            sessions.reckoning,
            ground.new_id,
            ground.boot,
        )
        self.kiosks = KioskService(
            kiosks, people, at_door, self.in_person, audit, ground.new_id, ground.code_key, ground.throttle
        )
        self.late_entries = LateEntries(
            LateEntriesRepository(ground.database),
            people,
            at_door,
            self.in_person,
            audit,
            ground.code_key,
            sealed_codes.open,
            ground.throttle,
        )
        self.room_devices = RoomDevices(
            kiosks, ground.sessions, sessions.sessions, access.tickets, audit, ground.throttle
        )
        self.room_devices.subscribe(access.tickets.revoke)
