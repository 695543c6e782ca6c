"""Commands about pictures and clips, one file each: ``demasque media COMMAND``."""
