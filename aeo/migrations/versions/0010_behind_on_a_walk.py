"""programme time that lies behind the machine while a demonstration is built"""

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('clock_offset', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_clock_offset_forward_only'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_clock_offset_behind_on_a_walk'), 'seconds >= 0 OR walk_to IS NOT NULL'
        )


def downgrade() -> None:
    op.execute('DELETE FROM clock_offset WHERE seconds < 0')
    with op.batch_alter_table('clock_offset', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_clock_offset_behind_on_a_walk'), type_='check')
        batch_op.create_check_constraint(op.f('ck_clock_offset_forward_only'), 'seconds >= 0')
