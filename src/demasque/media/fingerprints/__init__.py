"""What of a picture or clip survives copying? PDQ, frames, scenes, sound."""
