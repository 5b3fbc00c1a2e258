"""Several must agree (联审、三审): desks, parts, opinions, and a verdict that follows from them.

In: something with a trail subject, the desks that a place names, the parts to be judged with their figures.
Out: open, passed, returned or lapsed. A room calls `actions` inside its own action, as it calls trail and ledger.
"""
