"""What another system knows of clients, enrollments and the schedule, taken over line by line; repeatable."""
