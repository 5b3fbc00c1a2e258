"""The guidance catalogue, its classes and items and their three reviews (指导性目录)."""
