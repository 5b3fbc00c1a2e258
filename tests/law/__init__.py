"""The law as data: loading, counting, judging, wording."""
