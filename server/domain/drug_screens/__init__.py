"""Random selection for drug screens, as programs require it. What a screen found is kept nowhere."""
