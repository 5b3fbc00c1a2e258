"""Benchmarks: what the product costs beside the least that the same work can cost. Only ratios inside one run count."""
