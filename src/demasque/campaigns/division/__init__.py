"""Which tied accounts belong together, and how sure that is: ties -> communities.

community   divides tied accounts: connected parts, divided again until none falls apart
leiden      how one division is found: Leiden communities, compiled
stability   divides anew with a part of the ties left out: who stays?
"""
