"""What carries messages and records out of the house: mail, webhooks."""
