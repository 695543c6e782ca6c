"""Who, in a crowd that carries one message, shares more besides than people of that crowd do?"""
