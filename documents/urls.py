from django.urls import path

from documents import layouts, verifying, views

urlpatterns = [
    path("papers/<str:code>/", views.paper, name="paper"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/<str:code>/", verifying.verify_paper, name="verify_paper"),
    path("people/bodies/<int:pk>/letters/", layouts.paper_layouts, name="paper_layouts"),
    path("exhibits/<str:code>/", views.exhibit, name="exhibit"),
]
