"""Tests of the building itself: what imports and types cannot show. Each check has a good and a bad sample."""
