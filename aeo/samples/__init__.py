"""Invented content: a draft filled in for demonstration, simulation and tests, by the services."""
