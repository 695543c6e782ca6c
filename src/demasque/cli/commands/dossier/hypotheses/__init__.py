"""``demasque hypotheses``: one file per command."""
