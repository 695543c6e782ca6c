"""Which messages may say the same in other words or another language? Leads only."""
