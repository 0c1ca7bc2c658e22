"""Every kind of work there is. A kind that is not here stays due, and somebody is told."""

from aeo.jobs import certificates, check_documents, deliver, expire, foresee, remind
from aeo.jobs.work import Queue, Work

WORKS: tuple[Work, ...] = (
    foresee.WORK,
    expire.WORK,
    remind.WORK,
    deliver.WORK,
    check_documents.WORK,
    certificates.WORK,
)
BY_KIND = {work.kind: work for work in WORKS}
QUEUES = tuple(queue.value for queue in Queue)
