"""Folders of files beside posts: which file belongs to which post? One layout a file."""
