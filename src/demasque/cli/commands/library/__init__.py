"""The commands of ``demasque library``, one file each."""
