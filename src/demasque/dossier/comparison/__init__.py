"""How alike are two campaigns, and how rare is that among unrelated ones?"""
