"""Only in the demo's URLconf."""

from django.urls import path

from kakunin.web.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/mail/", views.mails, name="mails"),
    path("demo/mail/<slug:name>/", views.mail, name="mail"),
    path("demo/mail/<slug:name>/html/", views.mail_html, name="mail_html"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
