"""One campaign as it is handed to others: what every form is made of."""
