"""How criteria are judged in the assessment."""
