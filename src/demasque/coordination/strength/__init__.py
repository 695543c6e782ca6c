"""What is a tie worth, in bits, over all kinds of trace?"""
