"""Readers above the life cycle; nothing below knows them."""
