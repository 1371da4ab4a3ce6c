"""A member's own account."""

from django.urls import path

from kakunin.web.staff.account import account, second_factor
from kakunin.web.staff.sessions import end_session, sessions

app_name = "staff"
urlpatterns = [
    path("account/", account, name="account"),
    path("account/second-factor/", second_factor, name="second_factor"),
    path("account/sessions/", sessions, name="sessions"),
    path("account/sessions/<slug:name>/end/", end_session, name="end_session"),
]
