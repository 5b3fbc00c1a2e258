"""The trail (留痕): who did what to which subject, when, why, with which findings. It only grows.

In: an act, its seat, its reason, its findings. Out: a numbered, dated entry that the database wrote itself,
and a gate on each table with a status: no status moves but beside its entry.
Law: 政府采购法 第四十二条 (records kept whole), 102号令 第二十八条 (files of a purchase).
"""
