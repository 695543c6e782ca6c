"""Which state of the case is shown, and how does it keep up with the case?"""
