"""A person may have no number: taken out of the account of another's number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "registry_0007"
down_revision = "registry_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("citizens") as citizens:
        citizens.alter_column("account_id", existing_type=sa.String(length=32), nullable=True)


def downgrade() -> None:
    """Fails while somebody has no number: give them one first, nobody is deleted on the way back."""
    with op.batch_alter_table("citizens") as citizens:
        citizens.alter_column("account_id", existing_type=sa.String(length=32), nullable=False)
