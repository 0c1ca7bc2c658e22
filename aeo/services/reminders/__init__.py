"""Reminders: what is due to be said again, found in the database and owed in the outbox."""
