"""Who may look, and how is nobody harmed by what is shown? Token, cookie, headers, limits."""
