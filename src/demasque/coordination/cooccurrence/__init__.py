"""Who meets whom, how often, and what can be said of a pair that meets."""
