"""What must be public, and by when (信息公开)."""
