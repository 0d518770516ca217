"""What `linli doctor` looks at: each question is a function that answers with a finding, and none changes anything."""

import os
import platform
from collections.abc import Callable, Iterator
from datetime import date

from django.apps import apps
from django.db import connection
from django.db.utils import DatabaseError

from linli.accounts.providers.offered import providers
from linli.base import keyring
from linli.base.calendar import CalendarError, calendar
from linli.base.clock import local_day, now
from linli.base.refusals import Refused, Unavailable
from linli.indicators.definitions import DefinitionError
from linli.indicators.standing.definitions import live
from linli.kiosks import kinds as machines
from linli.kiosks.kinds import KindsError
from linli.project import messaging, postgres
from linli.project.findings import Finding, State
from linli.project.keys.standing import rows, standing
from linli.project.migrating import pending_migrations
from linli.project.postgres.bootstrapping import OLDEST_VERSION
from linli.project.privileges import choose
from linli.project.unfinished import is_unfinished

GROUPS = ("linli_staff", "linli_resident", "linli_system")


def examine() -> Iterator[Finding]:
    """All questions in turn; those that need the database are not asked when it does not answer."""
    yield from (_python(), _privileges(), _keys(), _calendar(local_day(now())), _machines(), _indicators())
    yield from messaging.examine()
    database = _database()
    yield database
    if database.state is State.FAILED:
        return
    yield _elsewhere()
    for ask in (_restored, _keys_fit, _version, _login, _groups, scoped_tables, _letters, _migrations):
        yield _asked(ask)


def _asked(ask: Callable[[], Finding]) -> Finding:
    try:
        return ask()
    except DatabaseError as error:
        return Finding(ask.__name__.strip("_"), State.FAILED, f"查询失败：{error}")


def _python() -> Finding:
    return Finding("python", State.OK, f"Python {platform.python_version()}。")


def _privileges() -> Finding:
    server = None if os.environ.get("DATABASE_URL") else postgres.locate()
    found = choose(server)
    return Finding("privileges", State.WARNING if found.is_root else State.OK, found.sentence)


def _keys() -> Finding:
    folder = keyring.folder()
    try:
        missing = [name for name in ("django", "lookup.key") if not (folder / name).exists()]
        held = keyring.held_ids()
    except keyring.EncryptionError as error:
        return Finding("keys", State.FAILED, str(error))
    except PermissionError:
        return Finding("keys", State.FAILED, f"没有权限查看密钥目录 {folder}，请用运行服务的账户执行。")
    if missing or not held:
        return Finding("keys", State.FAILED, f"{folder} 里缺少密钥。新安装请先执行 linli up；旧安装请从备份恢复。")
    return Finding("keys", State.OK, f"密钥齐全，在 {folder}。请另存一份，不要与数据库备份放在一起。")


def _elsewhere() -> Finding:
    """A way in that is set up wrongly shows itself to whoever clicks it; better that the operator sees it first."""
    offered = providers()
    for each in offered:
        try:
            each.check()
        except (Refused, Unavailable) as trouble:
            return Finding("sign_in", State.WARNING, f"“{each.title}”（{each.key}）登录不了：{trouble}")
    if not offered:
        return Finding("sign_in", State.OK, "没有设别处的登录。")
    return Finding("sign_in", State.OK, f"别处的登录连得上：{'、'.join(str(each.title) for each in offered)}。")


def _machines() -> Finding:
    """Read before the indicators, which ask for kinds of machine."""
    try:
        fault = machines.live().fault
    except KindsError as error:
        return Finding("machines", State.FAILED, f"自助设备种类的文件有错：{error}")
    if fault:
        return Finding("machines", State.WARNING, f"自助设备种类的文件有错，还用着以前的：{fault}")
    return Finding("machines", State.OK, "自助设备种类的文件没有错。")


def _indicators() -> Finding:
    """Files are read on the first look; better that the operator sees a fault before."""
    try:
        fault = live().fault
    except DefinitionError as error:
        return Finding("indicators", State.FAILED, f"规划指标的文件有错：{error}")
    if fault:
        return Finding("indicators", State.WARNING, f"规划指标的文件有错，还用着以前的：{fault}")
    return Finding("indicators", State.OK, "规划指标的文件没有错。")


def _restored() -> Finding:
    if is_unfinished(rows):
        return Finding(
            "restored", State.FAILED, "上一次恢复没有做完，数据不全。请用同一份备份再执行一次 linli restore。"
        )
    return Finding("restored", State.OK, "没有做了一半的恢复。")


def _keys_fit() -> Finding:
    """Keys that belong to other data are as bad as none, and look well until a value is read."""
    try:
        found = standing()
    except keyring.EncryptionError as error:
        return Finding("keys_fit", State.FAILED, str(error))
    if found.missing:
        need = found.missing[0]
        words = f"缺少密钥 {need.key_id}：{need.says} {need.rows} 条读不出来。请执行 linli keys import。"
        return Finding("keys_fit", State.FAILED, words)
    if found.is_lookup_right is False:
        return Finding(
            "keys_fit", State.FAILED, "lookup.key 不是这套数据的，居民不能用手机号登录。请执行 linli keys import。"
        )
    return Finding("keys_fit", State.OK, "数据库里的加密内容都读得出来。")


def _calendar(today: date) -> Finding:
    try:
        until = calendar().official_until
    except CalendarError as error:
        return Finding("calendar", State.FAILED, str(error))
    if until < today:
        return Finding("calendar", State.WARNING, f"放假安排只到 {until}，之后只按周末推算，请补上新的一年。")
    return Finding("calendar", State.OK, f"放假安排到 {until}。")


def _database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user::text, current_database()::text")
            user, database = cursor.fetchone()
    except DatabaseError as error:
        if os.environ.get("DATABASE_URL"):
            return Finding("database", State.FAILED, f"数据库没有应答：{error}".strip())
        return Finding("database", State.FAILED, f"内置数据库没有运行，请先执行 linli up 或 linli migrate。（{error}）")
    return Finding("database", State.OK, f"以 {user} 连接到 {database}。")


def _version() -> Finding:
    text = f"PostgreSQL {_one('SHOW server_version')}。"
    if int(_one("SHOW server_version_num")) < OLDEST_VERSION:
        return Finding("version", State.FAILED, f"{text}需要 16 或更高版本。")
    return Finding("version", State.OK, text)


def _login() -> Finding:
    """The application's login may do nothing that would step around the policies."""
    rights = {
        "是超级用户": "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
        "可以绕过行级权限": "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user",
        "可以新建数据库": "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user",
        "可以在 public 中建表": "SELECT has_schema_privilege('public', 'CREATE')",
        "是 linli_owner 的成员": "SELECT pg_has_role('linli_owner', 'MEMBER')",
    }
    excess = [right for right, question in rights.items() if _one(question)]
    if excess:
        return Finding("login", State.FAILED, f"网站使用的数据库账号权限过大：{'、'.join(excess)}。")
    return Finding("login", State.OK, "网站使用的数据库账号没有多余的权限。")


def _groups() -> Finding:
    """With inheritance the bare login would see every row."""
    wrong = [
        group
        for group in GROUPS
        if _one(f"SELECT pg_has_role('{group}', 'USAGE') OR NOT pg_has_role('{group}', 'SET')")
    ]
    if wrong:
        return Finding("groups", State.FAILED, f"角色授权不对（应为 INHERIT FALSE, SET TRUE）：{'、'.join(wrong)}。")
    return Finding("groups", State.OK, "角色只能切换，不会继承。")


def scoped_tables() -> Finding:
    """Every scoped table has row level security switched on, a policy, and no rights for the bare login.

    A table that is not there yet is a matter of pending migrations, as in an older backup just restored.
    """
    tables = {model._meta.db_table for model in apps.get_models() if getattr(model, "is_scoped", False)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relrowsecurity"
            " AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)"
            " AND NOT has_table_privilege('linli_app', oid, 'SELECT, INSERT, UPDATE, DELETE')"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    tables &= set(connection.introspection.table_names())
    if open_ones := sorted(tables - guarded):
        names = "、".join(open_ones)
        return Finding("scoped_tables", State.FAILED, f"这些表没有行级权限，或登录账号能直接读写：{names}。")
    return Finding("scoped_tables", State.OK, f"{len(tables)} 张表有行级权限。")


def _letters() -> Finding:
    if not _one("SELECT cardinality(show_trgm('幸福路')) > 0"):
        return Finding(
            "letters", State.FAILED, "数据库的区域设置不认识汉字，无法搜索。请以 LC_CTYPE 'C.UTF-8' 重新建库。"
        )
    return Finding("letters", State.OK, "可以搜索汉字。")


def _migrations() -> Finding:
    if pending := pending_migrations():
        return Finding("migrations", State.FAILED, f"数据库结构有 {len(pending)} 项未更新，请执行 linli migrate。")
    return Finding("migrations", State.OK, "数据库结构是最新的。")


def _one(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return row[0] if row else ""
