"""The schema's history: numbered, one head, reversible."""
