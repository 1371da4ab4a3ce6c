"""From the gate to the obligee's login: each path names the certificate that it leads back to."""

from django.urls import path

from kakunin.web.login import address, code, session

app_name = "login"
urlpatterns = [
    path("<uuid:certificate>/login/", address.ask, name="address"),
    path("<uuid:certificate>/login/code/", code.enter, name="code"),
    path("<uuid:certificate>/login/again/", code.resend, name="resend"),
    path("<uuid:certificate>/logout/", session.logout, name="logout"),
]
