"""The matrix of competing hypotheses (Heuer 1999): what was seen against what may explain it."""
