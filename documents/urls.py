from django.urls import path

from documents import layouts, registers, verifying, views, wording_views

urlpatterns = [
    path("papers/", registers.papers, name="papers"),
    path("papers/register.xlsx", registers.papers_sheet, name="papers_sheet"),
    path("papers/seals/", registers.seals, name="papers_seals"),
    path("papers/copies/<str:code>/", views.paper_copy, name="paper_copy"),
    path("papers/<str:code>/life/", views.paper_life, name="paper_life"),
    path("papers/<str:code>/", views.paper, name="paper"),
    path("papers/<str:code>/draft.docx", views.draft, name="paper_draft"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/<str:code>/", verifying.verify_paper, name="verify_paper"),
    path("people/bodies/<int:pk>/letters/", layouts.paper_layouts, name="paper_layouts"),
    path("exhibits/<str:code>/", views.exhibit, name="exhibit"),
    path("wording/", wording_views.kinds, name="wording"),
    path("wording/<int:body>/<str:kind>/", wording_views.kind_page, name="wording_kind"),
    path("wording/<int:body>/<str:kind>/new/", wording_views.edit, name="wording_edit"),
    path("wording/<int:body>/<str:kind>/specimen.<str:form>", wording_views.kind_specimen, name="wording_specimen"),
    path("wording/versions/<str:code>/", wording_views.version_page, name="wording_version"),
    path("wording/versions/<str:code>/back/", wording_views.take_version_back, name="wording_back"),
    path("wording/versions/<str:code>/paper.<str:form>", wording_views.version_specimen, name="wording_paper"),
]
