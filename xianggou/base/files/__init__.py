"""Stored files: checked by content, kept by their SHA-256, never under a web root.

Anything a person uploads or the software issues comes in through `store` and is read through `open_stored`.
"""
