"""Who claims what about whom, on what evidence shown; and, apart from it, who carries the claim."""
