"""What did the members of a campaign do in a stretch of time?"""
