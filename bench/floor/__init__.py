"""The floors: the same purchase and the same lists by hand, with no rule book, no ORM and no frame around them.

What is kept is what no honest system may leave out: who asks, one transaction a step, the once-key, the state and
the sums before each step, both legs of each move of money, an entry of the trail numbered without a gap and chained
by its hash. What is left out: the law with its clauses, findings, dated rights, freezing, pages for people.
"""
