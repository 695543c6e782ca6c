"""MISP: campaigns of a case as one event, made with the package ``pymisp`` (extra ``misp``)."""
