"""`viop doctor`: looks at the settings and all that they name, and says what is wrong and what to do."""
