"""What people ask for, and how it may be collected (需求清单)."""
