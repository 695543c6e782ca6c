"""What stands out among all accounts of a case, whether or not any are tied."""
