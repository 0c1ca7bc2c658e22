"""Validation visits."""
