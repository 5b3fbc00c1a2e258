"""Pages of plans: items, their assessments and pledges, copies of a past year, papers."""
