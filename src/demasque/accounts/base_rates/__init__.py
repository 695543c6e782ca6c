"""How common is a sign among the case's other accounts, and do members bear it beyond that?"""
