"""How officers judge the answers as they were sent."""
