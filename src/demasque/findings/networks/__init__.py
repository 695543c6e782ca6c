"""Who is tied to whom, as a network: its nodes and edges, and a backbone where it is large."""
