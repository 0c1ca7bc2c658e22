"""Rules of the programme. Standard library and pydantic only: a lawyer could review this room."""
