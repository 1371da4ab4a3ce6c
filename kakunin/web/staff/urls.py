"""A member's own account."""

from django.urls import path

from kakunin.web.staff.account import account, second_factor
from kakunin.web.staff.password import forgotten_password, new_password, password_mailed
from kakunin.web.staff.sessions import end_session, sessions

app_name = "staff"
urlpatterns = [
    path("account/", account, name="account"),
    path("account/second-factor/", second_factor, name="second_factor"),
    path("account/sessions/", sessions, name="sessions"),
    path("account/sessions/<slug:name>/end/", end_session, name="end_session"),
    path("password/forgotten/", forgotten_password, name="forgotten_password"),
    path("password/forgotten/sent/", password_mailed, name="password_mailed"),
    path("password/new/<int:member>/<str:token>/", new_password, name="new_password"),
]
