"""until when an adviser who is asked in may help"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ends_on', sa.Date(), nullable=True))
    # What was offered before: a year from the invitation.
    connection = op.get_bind()
    invitation = sa.table(
        'invitation',
        sa.column('id', sa.Integer),
        sa.column('roles', sa.JSON),
        sa.column('created_at', sa.DateTime(timezone=True)),
        sa.column('ends_on', sa.Date),
    )
    rows = sa.select(invitation.c.id, invitation.c.roles, invitation.c.created_at)
    for row in connection.execute(rows).all():
        if 'adviser' in row.roles:
            last = (row.created_at + timedelta(days=365)).date()
            connection.execute(
                sa.update(invitation).where(invitation.c.id == row.id).values(ends_on=last)
            )


def downgrade() -> None:
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_column('ends_on')
