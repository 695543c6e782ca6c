"""Bytes to records: compression, CSV, JSON, XML. What a value means is not asked here."""
