"""How people of a journey sign in: a resident by the code that was sent, staff with a session already begun."""

import re

from django.conf import settings

from linli.accounts.models import User
from linli.accounts.sessions import HASH_KEY, USER_KEY, SessionStore
from linli.base.actor import Actor
from linli.base.home import home
from tests.browsing import Person


def code_sent_to(phone: str) -> str:
    """The newest code the console gateway wrote for a phone."""
    letters = [path for path in (home() / "messages").glob("*.txt") if path.read_text().startswith(phone)]
    newest = max(letters, key=lambda path: path.stat().st_mtime_ns)
    return re.search(r"\d{6}", newest.read_text().split("\n", 1)[1]).group()


def as_resident(person: Person, phone: str, *, name: str, community: str) -> None:
    """Sign in for the first time: phone, code, name, community."""
    person.goes_to("/sign-in/")
    person.types("手机号", phone)
    person.presses("发短信给我")
    person.reads("短信发到了")
    person.page.get_by_role("textbox").last.fill(code_sent_to(phone))
    person.presses("登录", exact=True)
    person.reads("认识一下")
    person.types("姓名", name)
    person.page.get_by_role("searchbox").first.fill(community)
    person.page.get_by_role("button", name="查找").click()
    person.page.wait_for_load_state("networkidle")  # the list also comes by itself a moment after typing
    person.page.get_by_role("radio", name=community).first.check()
    person.presses("好了")
    person.page.wait_for_url(f"{person.site}/")


def as_staff(person: Person, actor: Actor) -> None:
    """Begin a session without the password, which accounts' own tests try."""
    user, session = User.objects.get(pk=actor.user), SessionStore()
    session[USER_KEY], session[HASH_KEY] = str(user.pk), user.get_session_auth_hash()
    session.create()
    person.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": person.site}]
    )
