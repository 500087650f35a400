"""The writers of all formats, for whoever wires the clinic together."""

from server.exports.accounting import accounting
from server.exports.disclosed_csv import disclosed_csv
from server.exports.fhir import fhir
from server.exports.proof_lines import proof_lines
from server.exports.sign_in_sheet import sign_in_sheet
from server.exports.statement import statement
from server.services.disclosures.export_material import Writers

WRITERS = Writers(disclosed_csv, statement, sign_in_sheet, fhir, proof_lines, accounting)
