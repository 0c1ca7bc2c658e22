"""The demonstration: invented people and companies, made by driving the real services."""
