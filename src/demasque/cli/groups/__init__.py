"""Commands gathered under one name, such as ``demasque media list``: one file a group."""
