"""The companies of the demonstration, in the order in which they are told."""

from aeo.sim.applicants import APPLICANTS
from aeo.sim.decided import DECIDED

COMPANIES = (*APPLICANTS, *DECIDED)
