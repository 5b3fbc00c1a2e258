"""Choosing what to buy when money is short: facts in, a proposal with its reasons out. No Django, no database."""
