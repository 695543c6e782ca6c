"""What does a campaign show of itself, and what do ordinary people that looks like it?"""
