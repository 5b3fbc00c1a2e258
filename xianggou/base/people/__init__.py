"""People and seats: who holds which seat (岗位) from when to when, deputies, accounts and machine tokens.

In: the workbook of people and seats. Out: the actor of a request, and the matrix of people on any past date.
Law: 行政事业单位内部控制规范 (separated duties), 财库〔2016〕99号.
"""
