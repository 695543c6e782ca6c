"""What one page of the browser shows of an account, a tie, a message, ...: values, by address."""
