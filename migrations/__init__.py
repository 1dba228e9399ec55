"""Schema history of the two stores: `channel` and `registry`, each with its own versions and version table.

They may be two SQLite files or one PostgreSQL database. A new revision:
`alembic -n registry revision --autogenerate -m "what changes"`, then read and clean the file by hand.
"""
