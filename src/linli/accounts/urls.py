"""Addresses: include `portal` at the root, `desk` at /desk/."""

from django.urls import path

from linli.accounts.pages import elsewhere, manage, me, resetting, signing, speaking

portal = (
    [
        path("sign-in/", signing.phone, name="sign_in"),
        path("sign-in/code/", signing.code, name="code"),
        path("sign-in/again/", signing.again, name="code_again"),
        path("sign-in/with/<slug:way>/", elsewhere.go, name="elsewhere"),
        path("sign-in/with/<slug:way>/back/", elsewhere.back, name="elsewhere_back"),
        path("sign-in/ways/", elsewhere.ways, name="ways"),
        path("sign-out/", signing.out, name="sign_out"),
        path("language/", speaking.choose, name="language"),
        path("desk/sign-in/", signing.staff, name="staff_sign_in"),
        path("desk/sign-in/code/", signing.set_up, name="set_up"),
        path("desk/sign-in/second/", signing.second, name="second"),
    ],
    "accounts",
)
desk = (
    [
        path("me/", me.me, name="me"),
        path("me/password/", me.password, name="password"),
        path("me/totp/", me.totp, name="totp"),
        path("me/recovery/", me.recovery, name="recovery"),
        path("me/totp/stop/", me.stop_reset, name="stop_reset"),
        path("me/ways/", elsewhere.desk_ways, name="ways"),
        path("me/sessions/end/", me.end_session, name="end_session"),
        path("me/tokens/", me.tokens, name="tokens"),
        path("me/tokens/<uuid:token>/revoke/", me.revoke, name="revoke_token"),
        path("manage/rights/", manage.rights, name="rights"),
        path("manage/posts/", manage.posts, name="posts"),
        path("manage/posts/give/", manage.give, name="give_post"),
        path("manage/posts/<uuid:post>/end/", manage.end, name="end_post"),
        path("manage/staff/new/", manage.new_staff, name="new_staff"),
        path("manage/staff/passwords/", manage.first_passwords, name="first_passwords"),
        path("manage/staff/<uuid:user>/", manage.staff, name="staff"),
        path("manage/staff/<uuid:user>/ways/", elsewhere.staff_ways, name="staff_ways"),
        path("manage/staff/<uuid:user>/reset/", resetting.ask, name="ask_reset"),
        path("manage/resets/<uuid:reset>/", resetting.reset, name="reset"),
    ],
    "accounts_desk",
)
