"""Minors: until when somebody is one, who consents to their treatment, and what a guardian may learn."""
