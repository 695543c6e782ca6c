"""What is new since then? Files that arrive, detection over a horizon, alerts about campaigns.

The door of this room.
"""
