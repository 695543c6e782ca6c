"""What do open networks offer of themselves? Official streams and interfaces, to files of posts.

The door of this room.
"""
