"""What a worker does, free of Celery: the simulation and the tests call it in process."""
