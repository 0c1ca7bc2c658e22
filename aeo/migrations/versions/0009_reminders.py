"""reminders: how far the schedule has come, and the days that their ladders rest on"""

import sqlalchemy as sa
from alembic import op

from aeo.domain.validity import renewal_due

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

RENEWAL_DUE = 'P6M'  # before the end, in the one programme with renewals that is older than this


def upgrade() -> None:
    op.create_table(
        'sweep',
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('through', sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint('kind', name=op.f('pk_sweep')),
    )
    with op.batch_alter_table('authorisation_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('renewal_due_on', sa.Date(), nullable=True))
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('days_set_on', sa.Date(), nullable=True))
    with op.batch_alter_table('rfi', schema=None) as batch_op:
        batch_op.add_column(sa.Column('due_set_on', sa.Date(), nullable=True))
    connection = op.get_bind()
    connection.execute(sa.text('UPDATE rfi SET due_set_on = date(issued_at)'))
    connection.execute(sa.text('UPDATE finding SET days_set_on = date(issued_at)'))
    version = sa.table(
        'authorisation_version',
        sa.column('id', sa.Integer),
        sa.column('valid_to', sa.Date),
        sa.column('renewal_due_on', sa.Date),
    )
    ends = sa.select(version.c.id, version.c.valid_to).where(version.c.valid_to.is_not(None))
    for row in connection.execute(ends).all():
        connection.execute(
            sa.update(version)
            .where(version.c.id == row.id)
            .values(renewal_due_on=renewal_due(row.valid_to, RENEWAL_DUE))
        )


def downgrade() -> None:
    with op.batch_alter_table('rfi', schema=None) as batch_op:
        batch_op.drop_column('due_set_on')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_column('days_set_on')
    with op.batch_alter_table('authorisation_version', schema=None) as batch_op:
        batch_op.drop_column('renewal_due_on')
    op.drop_table('sweep')
