"""Addresses of this group of screens."""

from django.urls import path

from kakunin.web.desk import detail, key, mending, preview, submission, views, withdrawal

app_name = "desk"
_ONE = "certificates/<uuid:uuid>/"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("certificates.csv", views.send_table, name="table"),
    path(_ONE, detail.show_detail, name="detail"),
    path(_ONE + "history/", detail.show_history, name="history"),
    path(_ONE + "addresses/", mending.addresses, name="addresses"),
    path(_ONE + "data/", mending.data, name="data"),
    path(_ONE + "url/again/", mending.url_again, name="url_again"),
    path(_ONE + "url/new/", key.new_url, name="new_url"),
    path(_ONE + "password/", key.password, name="password"),
    path(_ONE + "password/again/", mending.password_again, name="password_again"),
    path(_ONE + "password/new/", key.new_password, name="new_password"),
    path(_ONE + "form/", submission.form, name="form"),
    path(_ONE + "form/file/", submission.file, name="form_file"),
    path(_ONE + "withdraw/", withdrawal.withdraw, name="withdraw"),
    path(_ONE + "restore/", withdrawal.restore, name="restore"),
    path(_ONE + "documents/<int:position>/withdraw/", withdrawal.withdraw_one, name="withdraw_document"),
    path(_ONE + "documents/<int:position>/restore/", withdrawal.restore_one, name="restore_document"),
    path(_ONE + "documents/<int:position>/<int:number>/", preview.page, name="page"),
    path(_ONE + "documents/<int:position>/<int:number>/image", preview.image, name="image"),
]
