"""A package of counts for everybody, from which nobody can be traced back."""
