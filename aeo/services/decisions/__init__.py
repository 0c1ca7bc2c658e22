"""From the recommendation to the decision."""
