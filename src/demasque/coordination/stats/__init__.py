"""How surprising is a count, and how many false discoveries are to be expected?"""
