"""What is written and said in pictures and clips?"""
