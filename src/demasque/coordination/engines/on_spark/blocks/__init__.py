"""Events by trace, in parts; rows of the matrix "who meets whom", in blocks."""
