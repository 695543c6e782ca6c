"""What people judged and compared, for whoever shows it."""
