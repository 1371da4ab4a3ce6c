"""What a logged-in obligee takes away."""

from django.urls import path

from kakunin.web.download import views

app_name = "download"
urlpatterns = [
    path("<uuid:certificate>/download/", views.show_documents, name="documents"),
    path("<uuid:certificate>/download/<int:position>/", views.send_document, name="document"),
    path("<uuid:certificate>/download/all/<int:part>/", views.send_archive, name="archive"),
]
