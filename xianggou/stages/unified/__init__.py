"""Unified purchases (委托统一实施): equal plan items of several townships merged under one county department, each with its own money."""
