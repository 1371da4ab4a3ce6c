"""What an unlocked certificate shows; every path is bound to the browser that unlocked it."""

from django.urls import path

from kakunin.web.viewer import doors, pages, session

app_name = "viewer"
urlpatterns = [
    path("<uuid:certificate>/", pages.start, name="start"),
    path("<uuid:certificate>/<int:position>/<int:number>/", pages.page, name="page"),
    path("<uuid:certificate>/<int:position>/<int:number>/image", pages.image, name="image"),
    path("<uuid:certificate>/contractor/", doors.contractor, name="contractor"),
    path("<uuid:certificate>/contractor/file/", doors.form_file, name="form_file"),
    path("<uuid:certificate>/active/", session.active, name="active"),
    path("<uuid:certificate>/end/", session.end, name="end"),
]
