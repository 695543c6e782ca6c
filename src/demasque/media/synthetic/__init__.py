"""Which families does a model that the user brings take for made by AI? Its card says how often
it is wrong."""
