"""Judgements of named persons: rung, likelihood, confidence, reasons, second readers."""
