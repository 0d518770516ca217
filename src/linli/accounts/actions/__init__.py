"""The verbs of signing in, of posts and of tokens; the only code here that writes."""

from linli.accounts.actions.bringing_in import FirstPassword, bring_in_staff, give_first_passwords
from linli.accounts.actions.codes import Spoken, arrive, ask_at_desk, ask_for_code, hear_at_desk, sign_in_with_code
from linli.accounts.actions.identities import (
    SecondWanted,
    Unbound,
    link_identity,
    link_identity_of,
    prove_at_the_door,
    sign_in_with_identity,
    unlink_identity,
    unlink_identity_of,
)
from linli.accounts.actions.languages import bring_language, choose_language
from linli.accounts.actions.passwords import TotpMissing, change_password, sign_in_with_password
from linli.accounts.actions.phones import close_for_good, give_phone, open_another, open_own, take_phone
from linli.accounts.actions.posts import Ending, end_post, give_post, settle_ended_posts
from linli.accounts.actions.reaching import (
    ask_for_box_code,
    choose_quiet,
    choose_ways,
    clear_box,
    give_box,
    no_more_by_push,
    now_by_push,
)
from linli.accounts.actions.resets import (
    ask_totp_reset,
    decide_totp_reset,
    drop_totp_at_the_machine,
    withdraw_totp_reset,
)
from linli.accounts.actions.sessions import end_other_sessions, end_session, signed_out
from linli.accounts.actions.staff import close, create_staff, give_totp, reopen, reset_password
from linli.accounts.actions.tokens import issue_token, revoke_token
from linli.accounts.actions.totp import begin_totp, drop_totp, enrol_at_the_door, enrol_totp, renew_recovery_codes
from linli.accounts.actions.units import (
    add_type,
    change_unit,
    change_unit_and_serving,
    create_unit,
    reveal_contact,
    set_contact,
    set_serving,
)

__all__ = [
    "Ending",
    "FirstPassword",
    "SecondWanted",
    "Spoken",
    "TotpMissing",
    "Unbound",
    "add_type",
    "arrive",
    "ask_at_desk",
    "ask_for_box_code",
    "ask_for_code",
    "ask_totp_reset",
    "begin_totp",
    "bring_in_staff",
    "bring_language",
    "change_password",
    "change_unit",
    "change_unit_and_serving",
    "choose_language",
    "choose_quiet",
    "choose_ways",
    "clear_box",
    "close",
    "close_for_good",
    "create_staff",
    "create_unit",
    "decide_totp_reset",
    "drop_totp",
    "drop_totp_at_the_machine",
    "end_other_sessions",
    "end_post",
    "end_session",
    "enrol_at_the_door",
    "enrol_totp",
    "give_box",
    "give_first_passwords",
    "give_phone",
    "give_post",
    "give_totp",
    "hear_at_desk",
    "issue_token",
    "link_identity",
    "link_identity_of",
    "no_more_by_push",
    "now_by_push",
    "open_another",
    "open_own",
    "prove_at_the_door",
    "renew_recovery_codes",
    "reopen",
    "reset_password",
    "reveal_contact",
    "revoke_token",
    "set_contact",
    "set_serving",
    "settle_ended_posts",
    "sign_in_with_code",
    "sign_in_with_identity",
    "sign_in_with_password",
    "signed_out",
    "take_phone",
    "unlink_identity",
    "unlink_identity_of",
    "withdraw_totp_reset",
]
