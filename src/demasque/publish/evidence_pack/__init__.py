"""What proves a finding, as a file that holds without the program."""
