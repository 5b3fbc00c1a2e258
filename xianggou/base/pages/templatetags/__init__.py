"""The template library `pages`."""
