"""What the engine on disk is made of: sorted runs, mapped arrays, a folder for work."""
