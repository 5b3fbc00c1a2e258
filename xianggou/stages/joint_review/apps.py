"""Registers the room with Django."""

from django.apps import AppConfig


class JointReviewConfig(AppConfig):
    name = "xianggou.stages.joint_review"
    label = "joint_review"
