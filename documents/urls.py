from django.urls import path

from documents import views

urlpatterns = [
    path("papers/<str:code>/", views.paper, name="paper"),
    path("exhibits/<str:code>/", views.exhibit, name="exhibit"),
]
