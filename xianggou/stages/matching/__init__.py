"""Where needs and resources meet (供需对接): which pairs fit, who gets how much, and why somebody gets nothing.

In come needs and quarterly offers, a person's answers which offer serves which kind of need, and money named for it.
Out go the units shared out with a proof of how good they are, and for every unmet need one reason and what would
help. `rules` and `sharing` are pure: facts in, results out.
"""
