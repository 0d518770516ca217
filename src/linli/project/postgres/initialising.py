"""The first start: folders, passwords, initdb; and the settings written before every start."""

import hashlib
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from linli.project.postgres.accounts import Account, can, run_as
from linli.project.postgres.connecting import LOGINS
from linli.project.postgres.errors import PostgresError
from linli.project.postgres.places import PORT, Server, locate
from linli.project.postgres.programs import program, program_version

ELSEWHERE = Path("/var/lib/linli")
OURS = {"pg.lock", "up.lock", "tests"}
INITDB = [
    "--username=postgres",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
    "--auth-local=scram-sha-256",
    "--auth-host=reject",
]


def prepare_folder(server: Server) -> Server:
    """The server's 0700 folder, in the home or, where the account cannot enter that, under /var/lib/linli."""
    account = _account(server)
    link = server.home / "pg"
    if not server.folder.exists():
        if account.is_self or can(account, "-x", server.home):
            if server.home.stat().st_uid == 0 and not _others_in(server.home):
                _hand_over(server.home, account)  # a new home: web and worker may run as the account too
            _private(link, account)
        else:
            link.symlink_to(_elsewhere(server.home, account))
        server = locate(server.home, fsync=server.fsync)
    for folder in (server.folder, server.passwords, server.socket):
        _private(folder, account)
    for login in LOGINS:
        _make_password(server.password_file(login), account)
    return server


def initialise(server: Server) -> None:
    """initdb beside the final place, then renamed: a half-made cluster is never taken for a whole one."""
    account = _account(server)
    half_made = server.folder / "data.new"
    if half_made.exists():
        shutil.rmtree(half_made)
    done = run_as(
        account,
        [program(server, "initdb"), *INITDB, f"--pwfile={server.password_file('postgres')}", "-D", half_made],
    )
    if done.returncode:
        raise PostgresError(f"无法初始化数据库目录 {server.data}:{done.stderr.strip()}")
    with (half_made / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("\ninclude_if_exists = 'linli.conf'\n")
    half_made.rename(server.data)


def refuse_other_major(server: Server) -> None:
    """A data folder opens only with the major version that made it."""
    made_by = (server.data / "PG_VERSION").read_text(encoding="ascii").strip()
    ours = program_version().split(".", 1)[0]
    if made_by != ours:
        raise PostgresError(
            f"数据目录 {server.data} 是 PostgreSQL {made_by} 的，本程序自带的是 {ours}，不能直接打开。"
            "请用原来的版本执行 linli backup,再把 LINLI_HOME 指向新目录执行 linli restore。"
        )


def write_settings(server: Server) -> None:
    """Brought up to date before each start, so that a moved home or a new release takes effect.

    Whole or not at all, and not without need: with a full disk the server must still find where its socket lies.
    """
    place = str(server.socket).replace("'", "''")
    lines = [
        "# written by linli at every start; put your own settings into postgresql.conf below its include line",
        "listen_addresses = ''",
        f"port = {PORT}",
        f"unix_socket_directories = '{place}'",
        "unix_socket_permissions = 0700",
        "timezone = 'Asia/Shanghai'",
        "log_timezone = 'Asia/Shanghai'",
        "max_wal_size = 2GB",
        "random_page_cost = 1.1",
        "jit = off  # its compilation costs more than our short queries take",
        # The log says what went wrong, never with which row: no details, no statements, no values.
        "log_error_verbosity = terse",
        "log_min_error_statement = panic",
        "log_parameter_max_length = 0",
        "log_parameter_max_length_on_error = 0",
    ]
    if not server.fsync:
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
    path, text = server.data / "linli.conf", "\n".join(lines) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    _hand_over(draft, _account(server))
    draft.replace(path)


def _elsewhere(home: Path, account: Account) -> Path:
    """A fresh folder for this home. Random at its end: a home deleted and made anew has new keys, so no old data."""
    ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    place = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=ELSEWHERE))
    _hand_over(place, account)
    return place


def _private(folder: Path, account: Account) -> None:
    """A 0700 folder of the account; one that somebody else made first is refused (the socket may lie in /tmp)."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid not in (account.uid, os.geteuid()):
            raise PostgresError(f"目录 {folder} 属于别的账户，不能使用。请删除它后重试。") from None
    folder.chmod(0o700)
    _hand_over(folder, account)


def _make_password(path: Path, account: Account) -> None:
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(made, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
        if not account.is_self:
            os.fchown(made, account.uid, account.gid)


def _hand_over(path: Path, account: Account) -> None:
    if not account.is_self:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _others_in(home: Path) -> bool:
    """Whether anything lies in the home that no start of ours leaves: then the folder was somebody's before."""
    return any(path.name not in OURS for path in home.iterdir())


def _account(server: Server) -> Account:
    if server.account is None:
        raise PostgresError("数据库尚未选定运行账户。")
    return server.account
