"""Signs in what accounts say of themselves: when they were made, names, pictures, bios, hosts.

One family: whoever makes many accounts in one go leaves all of these.
"""
