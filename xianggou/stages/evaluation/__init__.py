"""Judging results after the fact: weights, scores, grades (绩效评价)."""
