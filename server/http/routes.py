"""Every route of the API, in one list."""

from aiohttp import web

from server.http import (
    assessments,
    attendance,
    audit,
    auditors,
    clients,
    consents,
    contact,
    drug_screens,
    emergency,
    endpoints,
    exports,
    feeds,
    follow_ups,
    guests,
    handouts,
    help,
    home,
    hours,
    imports,
    joining,
    kiosks,
    minors,
    on_call,
    outbox,
    policies,
    programs,
    retention,
    room_devices,
    rosters,
    schedule,
    sessions,
    sign_in,
    signing,
    splitting,
    staff,
)


def api_routes() -> list[web.RouteDef]:
    areas = (
        *(sign_in, sessions, attendance, hours, kiosks, auditors, audit, policies, signing, exports, consents),
        *(programs, clients, staff, schedule, splitting, rosters, imports),
        *(contact, outbox, feeds, endpoints),
        *(assessments, minors),
        *(home,),
        *(guests,),
        *(joining,),
        *(room_devices,),
        *(on_call, help, emergency, handouts),
        *(follow_ups, drug_screens, retention),
    )
    return [route for area in areas for route in area.routes()]
