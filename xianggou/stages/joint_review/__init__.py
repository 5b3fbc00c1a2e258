"""Joint review of plan items: four offices of the township, three subjects, one verdict (联动联审).

In: items that were sent. Out: passed, so that finance may approve, or returned to the clerk. Clauses: the place's own
rule on joint review, internal control of purchases.
"""
