"""Addresses of this group of screens."""

from django.urls import path

from kakunin.web.members import agencies, history, insurers, invitations, members

app_name = "members"
urlpatterns = [
    path("desk/members/", members.show_list, name="list"),
    path("desk/members/invite/", members.invite, name="invite"),
    path("desk/members/<int:member>/role/", members.role, name="role"),
    path("desk/members/<int:member>/remove/", members.remove, name="remove"),
    path("desk/members/<int:member>/factor/", members.factor, name="factor"),
    path("desk/members/<int:member>/factor/refuse/", members.refuse_factor, name="refuse_factor"),
    path("desk/invitations/<uuid:invitation>/resend/", invitations.resend, name="resend"),
    path("desk/invitations/<uuid:invitation>/withdraw/", invitations.withdraw, name="withdraw"),
    path("desk/agencies/", agencies.show_list, name="agencies"),
    path("desk/agencies/add/", agencies.add, name="add_agency"),
    path("desk/agencies/link/", agencies.link, name="link_agency"),
    path("desk/agencies/<int:agency>/", agencies.show, name="agency"),
    path("desk/agencies/<int:agency>/renew/", agencies.renew, name="renew"),
    path("desk/agencies/<int:agency>/end/", agencies.end, name="end"),
    path("desk/agencies/<int:agency>/move/", agencies.move, name="move"),
    path("desk/agencies/<int:agency>/invite/", agencies.invite, name="invite_agency"),
    path("desk/insurers/", insurers.show_list, name="insurers"),
    path("desk/insurers/add/", insurers.add, name="add_insurer"),
    path("desk/insurers/<int:insurer>/invite/", insurers.invite, name="invite_insurer"),
    path("desk/figures/", insurers.figures, name="figures"),
    path("desk/history/", history.show, name="history"),
    path("staff/invitation/<str:token>/", invitations.accept, name="accept"),
]
