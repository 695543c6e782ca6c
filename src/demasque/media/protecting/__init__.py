"""Which media may no output show, and how does one say so without handing them over?"""
