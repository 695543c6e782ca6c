"""Which pictures and clips went round, how often, where, and what may be shown of them?"""
