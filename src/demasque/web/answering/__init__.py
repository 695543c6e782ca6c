"""What is sent to whoever asks for a page: the page, or one of its tables?"""
