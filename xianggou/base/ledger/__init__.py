"""The ledger 预算账: budget lines, what money may do (a chart of moves as rows), and every move it made.

In: a kind of move, the row of a room that causes it, and parts by line. Out: a voucher whose transfers add up.
approved = available + held + committed + payable + paid + given back, always; the books sum to zero.
It knows no room: it refers to dossiers and plan items by id only. Amounts are integer 分.
Law: 预算法 第十三条, 第五十七条; 102号令 第十六条.
"""
