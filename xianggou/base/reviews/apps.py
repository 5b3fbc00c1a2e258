"""Registers the room with Django."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "xianggou.base.reviews"
    label = "reviews"
