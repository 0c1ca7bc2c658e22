"""what a renewal begins with"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('case_file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('previous_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_case_file_company_id_previous_id'), 'case_file', ['company_id', 'previous_id'], ['company_id', 'id'])




def downgrade() -> None:

    with op.batch_alter_table('case_file', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_case_file_company_id_previous_id'), type_='foreignkey')
        batch_op.drop_column('previous_id')


