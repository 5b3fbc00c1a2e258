"""Official papers and their numbers: neutral paper in, Word and PDF out, number series without gaps.

A room says in its own `documents.py` what stands on a paper; this app knows how paper looks. Nothing here
knows a contract or a payment.
"""
