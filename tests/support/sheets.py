"""Sheets to sign, over HTTP."""

from sqlalchemy import text

from tests.support.clinics import PASSWORD


def path(held, *more):
    return "/".join([f"/api/signing/sessions/{held.running}", *more])


async def sheet_of(api, held):
    status, sheet = await api.get(path(held))
    assert status == 200, sheet
    return sheet


def batch_of(sheet, name="batch-1", password=PASSWORD, **judged):
    lines = [
        {
            "participant": one["record"]["participant"]["person_id"],
            "shown": one["shown"],
            **judged.get(one["record"]["participant"]["person_id"].rpartition("-")[2], {}),
        }
        for one in sheet["records"]
        if one["may_sign"]
    ]
    return {"batch": name, "password": password, "records": lines}


async def sign(api, held, **given):
    return await api.post(path(held, "signatures"), batch_of(await sheet_of(api, held), **given))


def statuses(sheet):
    return {
        one["record"]["participant"]["person_id"].rpartition("-")[2]: one["record"]["signing"]["status"]
        for one in sheet["records"]
    }


def record_of(sheet, who):
    return next(one for one in sheet["records"] if one["record"]["participant"]["person_id"] == who)


async def run(clinic, statement, **values):
    async with clinic.database.write() as connection:
        await connection.execute(text(statement), values)
