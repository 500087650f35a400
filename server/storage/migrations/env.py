"""What alembic runs for each command: one connection, one transaction, batch mode because SQLite alters little."""

from alembic import context
from sqlalchemy import create_engine

from server.storage.tables import metadata

engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
