"""Celery around ``aeo.jobs``: what runs in the background, when, and on which queue."""
