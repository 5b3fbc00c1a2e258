"""Places and bodies: counties, townships, villages, bureaus, firms, reviewers, with names over time and successors.

In: workbooks of bodies and of villages. Out: who a code or a name means on a date, and who may buy.
Law: 102号令 第五条, 第八条, 第三十三条 (who may be a buyer).
"""
