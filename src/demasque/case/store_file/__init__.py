"""The DuckDB file of a case.

database         tables that are read, filled, and changed in whole transactions only
memory_allowed   how much memory they take, and when they take more
ddl              the statements that make and fill them
"""
