"""The same answers where the data already is: Apache Spark. It takes the extra spark.

Frames in, frames out, with the options, columns and meanings of the functions for one machine.
"""
