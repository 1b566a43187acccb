"""The product's addresses and the gallery, which is otherwise served in debugging only."""

from django.urls import path

from mediation.gallery import gallery
from mediation.urls import urlpatterns as addresses

urlpatterns = [path("gallery/", gallery), *addresses]
