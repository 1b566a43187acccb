"""The law as data: every term, sum and rule, and the files they are read from."""
