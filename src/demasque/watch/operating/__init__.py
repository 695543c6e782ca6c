"""How a watch runs as a service: its clock, its state, its health."""
