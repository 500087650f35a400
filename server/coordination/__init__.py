"""What several app nodes must know together before somebody is let in: tickets and counts of tries, in Redis."""
