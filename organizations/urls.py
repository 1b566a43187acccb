"""Signing in and out, one's password, the people of one's body."""

from django.urls import path

from organizations import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="login"),
    path("sign-out/", views.sign_out, name="logout"),
    path("signed-out/", views.signed_out, name="signed_out"),
    path("password/", views.own_password, name="password_change"),
    path("people/", views.people, name="people"),
    path("people/bodies/new/", views.new_body, name="new_body"),
    path("people/authorities/new/", views.new_body, {"kind": "authority"}, name="new_authority"),
    path("people/bodies/<int:pk>/", views.body_details, name="body_details"),
    path("people/<int:pk>/end/", views.retire_member, name="retire_member"),
    path("people/<int:pk>/password/", views.new_password, name="new_password"),
]
