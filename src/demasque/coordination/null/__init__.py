"""What chance gives: strata of time, exposure, homophily, expectation, permutation."""
