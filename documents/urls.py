from django.urls import path

from documents import registers, views

urlpatterns = [
    path("papers/", registers.papers, name="papers"),
    path("papers/register.xlsx", registers.papers_sheet, name="papers_sheet"),
    path("papers/seals/", registers.seals, name="papers_seals"),
    path("papers/copies/<str:code>/", views.paper_copy, name="paper_copy"),
    path("papers/<str:code>/life/", views.paper_life, name="paper_life"),
    path("papers/<str:code>/", views.paper, name="paper"),
    path("exhibits/<str:code>/", views.exhibit, name="exhibit"),
]
