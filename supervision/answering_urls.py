"""Where the addressee of a letter answers it. No code stands in an address: addresses are passed on and logged."""

from django.urls import URLPattern, path

from supervision import answering_views as views

urlpatterns: list[URLPattern] = [
    path("answer/", views.pair, name="answer"),
    path("answer/letter/", views.letter, name="answer_letter"),
    path("answer/review/", views.review, name="answer_review"),
    path("answer/done/", views.done, name="answer_done"),
    path("answer/leave/", views.leave, name="answer_leave"),
]
