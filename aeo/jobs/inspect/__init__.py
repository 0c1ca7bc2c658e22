"""Looking at a stranger's file: ``looking`` starts the child, the rest runs in it, with limits."""
