"""Thin wrappers around ``aeo.jobs`` for Celery. Nothing here decides anything."""
