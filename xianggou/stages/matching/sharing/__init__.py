"""Sharing out what there is among those who need it: facts in, results out, no database."""
