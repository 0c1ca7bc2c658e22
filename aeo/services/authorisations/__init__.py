"""What is held: how it begins, how it is kept, how others read it."""
