"""Matters of supervision, their steps, and the registers around them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
