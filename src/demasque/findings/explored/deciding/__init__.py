"""What whoever decides on an account looks at: the account, its ties, who is next, the log."""
