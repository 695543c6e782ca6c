"""Commands that look after a case: what could not be read, what must go, whether all is whole."""
