"""The tables of a case without a case, for steps that take tables and nothing else."""
