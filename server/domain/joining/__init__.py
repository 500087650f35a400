"""The questions at each join: what is asked, what was said, and why staff talk with somebody first."""
