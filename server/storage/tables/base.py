"""What all tables share. Every row names its clinic; every query asks for it."""

from sqlalchemy import Column, ForeignKey, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column(name: str = "id") -> Column[str]:
    return Column(name, String(64), primary_key=True)


def clinic_column() -> Column[str]:
    return Column("clinic_id", String(64), ForeignKey("clinics.id"), nullable=False)


def person_column(name: str = "person_id", nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, String(64), ForeignKey("people.id"), nullable=nullable, primary_key=primary_key)


def session_column(nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column("session_id", String(64), ForeignKey("sessions.id"), nullable=nullable, primary_key=primary_key)
