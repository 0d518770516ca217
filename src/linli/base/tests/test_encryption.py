"""Encryption: what is written reads back in its place only; keys are made once, kept, and missed out loud."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from linli.base import keyring
from linli.base.encryption import (
    EncryptionError,
    KeyMissing,
    KeysUnusable,
    Unreadable,
    decrypt,
    decrypt_with,
    encrypt,
    encrypt_with,
    is_current,
    keyed_hash,
    mask_identity,
    mask_mail,
    mask_name,
    mask_phone,
    new_subject_key,
    renewed,
    rewrapped,
)
from linli.base.home import CHECKOUT

ROW = UUID(int=7)
PHONE = {"table": "accounts_user", "column": "phone_cipher", "row": ROW}
a_shared_home = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the examples share one keyring


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    monkeypatch.delenv("LINLI_CIPHER", raising=False)
    return tmp_path


@pytest.fixture(params=["aes", "sm4"])
def cipher(request, monkeypatch):
    monkeypatch.setenv("LINLI_CIPHER", request.param)
    return request.param


# Values


@a_shared_home
@given(plain=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_encrypted_reads_back(cipher, plain):
    value = encrypt(plain, **PHONE)
    assert value.startswith(f"v1.{cipher}1-")
    assert decrypt(value, **PHONE) == plain


def test_the_same_value_never_looks_the_same(cipher):
    assert encrypt("13812340000", **PHONE) != encrypt("13812340000", **PHONE)


@pytest.mark.parametrize(
    "other",
    [{"table": "people_resident"}, {"column": "name"}, {"row": UUID(int=8)}, {"table": "accounts_user,", "column": ""}],
)
def test_a_value_copied_to_another_place_does_not_open(cipher, other):
    value = encrypt("13812340000", **PHONE)
    with pytest.raises(Unreadable, match="不属于这条记录"):
        decrypt(value, **(PHONE | other))


def test_a_row_may_be_named_by_its_id_or_its_text():
    assert decrypt(encrypt("x", **PHONE), **(PHONE | {"row": str(ROW)})) == "x"


@a_shared_home
@given(place=st.integers(0, 10**6), letter=st.sampled_from("Ab0-_"))
def test_a_changed_letter_is_noticed(cipher, place, letter):
    value = encrypt("13812340000", **PHONE)
    start = value.rindex(".") + 1
    place = start + place % (len(value) - start)
    changed = value[:place] + letter + value[place + 1 :]
    assume(changed != value)
    with pytest.raises(Unreadable):
        decrypt(changed, **PHONE)


@a_shared_home
@given(st.text() | st.from_regex(r"v1\.(aes1|subject)\.[A-Za-z0-9=_-]*", fullmatch=True))
def test_what_is_no_ciphertext_is_told_from_it(text):
    encrypt("something", **PHONE)
    with pytest.raises((Unreadable, KeyMissing)):
        decrypt(text, **PHONE)


def test_a_cut_value_is_noticed(cipher):
    value = encrypt("13812340000", **PHONE)
    for length in range(value.rindex(".") + 1, len(value)):
        with pytest.raises(Unreadable):
            decrypt(value[:length], **PHONE)


# Keys


def test_keys_lie_in_a_closed_folder(home, cipher):
    encrypt("x", **PHONE)
    keyed_hash("x", "phone")
    assert (home / "keys").stat().st_mode & 0o777 == 0o700
    files = list((home / "keys").iterdir())
    assert {file.name for file in files} == {f"{cipher}-0001.key", "lookup.key"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_after_a_rotation_old_values_are_read_and_new_ones_use_the_new_key(cipher):
    old = encrypt("13812340000", **PHONE)
    made = keyring.rotate()
    new = encrypt("13812340000", **PHONE)
    assert new.split(".")[1] == made
    assert (is_current(old), is_current(new)) == (False, True)
    assert decrypt(old, **PHONE) == decrypt(new, **PHONE) == "13812340000"
    assert len(keyring.held_ids()) == 2


def test_a_value_can_be_renewed_after_a_rotation(cipher):
    old = encrypt("13812340000", **PHONE)
    assert renewed(old, **PHONE) == old
    keyring.rotate()
    fresh = renewed(old, **PHONE)
    assert is_current(fresh)
    assert decrypt(fresh, **PHONE) == "13812340000"


def test_rotation_goes_on_from_the_highest_number_when_an_old_key_was_removed(home):
    encrypt("x", **PHONE)
    keyring.rotate()
    (home / "keys" / "aes-0001.key").unlink()
    assert keyring.rotate().startswith("aes3-")


def test_another_cipher_may_be_chosen_later(monkeypatch):
    old, found = encrypt("13812340000", **PHONE), keyed_hash("13812340000", "phone")
    monkeypatch.setenv("LINLI_CIPHER", "sm4")
    assert encrypt("x", **PHONE).startswith("v1.sm4")
    assert decrypt(old, **PHONE) == "13812340000"
    assert keyed_hash("13812340000", "phone") == found  # or nobody would be found again


def test_an_unknown_cipher_is_refused(monkeypatch):
    monkeypatch.setenv("LINLI_CIPHER", "rot13")
    with pytest.raises(EncryptionError, match="LINLI_CIPHER"):
        encrypt("x", **PHONE)


def test_a_missing_key_says_what_to_do_and_no_new_one_is_made(home):
    value = encrypt("13812340000", **PHONE)
    (home / "keys" / "aes-0001.key").unlink()
    with pytest.raises(KeyMissing, match=rf"{value.split('.')[1]}.*放回 {home}/keys"):
        decrypt(value, **PHONE)
    assert keyring.held_ids() == []


def test_the_key_of_another_installation_counts_as_missing(home, monkeypatch, tmp_path_factory):
    value = encrypt("13812340000", **PHONE)
    monkeypatch.setenv("LINLI_HOME", str(tmp_path_factory.mktemp("other")))
    encrypt("x", **PHONE)
    with pytest.raises(KeyMissing):
        decrypt(value, **PHONE)


def test_a_key_added_by_another_process_is_found(home):
    encrypt("x", **PHONE)
    code = "from linli.base.encryption import encrypt; from linli.base.keyring import rotate; rotate(); print(encrypt('是我', table='t', column='c', row=1))"
    value = elsewhere(code, home).strip()
    assert decrypt(value, table="t", column="c", row=1) == "是我"


def test_simultaneous_starters_agree_on_one_key(home):
    code = (
        "import sys; from linli.base.encryption import encrypt, keyed_hash; sys.stdin.readline();"
        "print(encrypt('x', table='t', column='c', row=1).split('.')[1], keyed_hash('x', 'phone'))"
    )
    starters = [start(code, home) for _ in range(6)]
    for starter in starters:
        starter.stdin.write("go\n")
        starter.stdin.flush()
    answers = {starter.communicate(timeout=60)[0] for starter in starters}
    assert len(answers) == 1
    assert answers != {""}
    assert sorted(file.name for file in (home / "keys").iterdir()) == ["aes-0001.key", "lookup.key"]


def test_a_key_others_can_read_is_refused(home):
    value = encrypt("x", **PHONE)
    path = home / "keys" / "aes-0001.key"
    path.chmod(0o640)
    keyring.folder().touch()
    with pytest.raises(KeysUnusable, match=f"chmod 600 {path}"):
        fresh_read(value)


@pytest.mark.parametrize("closed", [".", "keys", "keys/aes-0001.key"])
def test_keys_of_another_account_are_told_from_missing_ones(home, closed):
    value = encrypt("x", **PHONE)
    home.parent.parent.chmod(0o755)  # what lies above may be entered
    home.parent.chmod(0o755)
    for path in (home, home / "keys", home / "keys" / "aes-0001.key"):
        path.chmod(0o755 if path.is_dir() else 0o600)
    (home / closed).chmod(0)
    with as_another_account(), pytest.raises(KeysUnusable, match="没有权限"):
        fresh_read(value)
    (home / closed).chmod(0o700)  # so that the folder can be cleared away


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"secret": "AAAA"}', '{"secret": 1}', '{"secret": "?"}', "鑰"])
def test_a_damaged_key_file_is_not_replaced(home, content):
    value = encrypt("x", **PHONE)
    path = home / "keys" / "aes-0001.key"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(KeysUnusable, match="从备份恢复"):
        fresh_read(value)
    assert path.read_text(encoding="utf-8") == content


def test_a_damaged_lookup_key_is_not_replaced(home):
    keyed_hash("x", "phone")
    path = home / "keys" / "lookup.key"
    path.write_text(json.dumps({"digest": "md5", "secret": "AAAA"}), encoding="ascii")
    with pytest.raises(KeysUnusable, match="从备份恢复"):
        keyed_hash("x", "phone")


def test_a_secret_is_not_in_a_representation():
    key, lookup = keyring.current(), keyring.lookup_key()
    assert str(key.secret) not in repr(key)
    assert str(lookup.secret) not in repr(lookup)


def test_the_keys_held_can_be_compared_with_those_a_database_needs():
    assert keyring.held_ids() == []
    value = encrypt("x", **PHONE)
    keyed_hash("x", "phone")
    cipher_key, lookup = keyring.held_ids()
    assert value.startswith(f"v1.{cipher_key}.")
    assert lookup.startswith("lookup-")


# Hashes


def test_a_hash_finds_equal_values_of_one_purpose_only(cipher):
    assert keyed_hash("13812340000", "phone") == keyed_hash("13812340000", "phone")
    assert keyed_hash("13812340000", "phone") != keyed_hash("13812340001", "phone")
    assert keyed_hash("13812340000", "phone") != keyed_hash("13812340000", "identity")
    assert keyed_hash("b", "a") != keyed_hash("", 'a", "b')
    assert len(keyed_hash("", "phone")) == 64


def test_hashes_differ_between_installations_and_digests(monkeypatch, tmp_path):
    hashes = set()
    for name, chosen in (("one", "aes"), ("two", "aes"), ("three", "sm4")):
        monkeypatch.setenv("LINLI_HOME", str(tmp_path / name))
        monkeypatch.setenv("LINLI_CIPHER", chosen)
        hashes.add(keyed_hash("13812340000", "phone"))
    assert len(hashes) == 3
    assert json.loads((tmp_path / "three" / "keys" / "lookup.key").read_text())["digest"] == "sm3"


# Keys of subjects


def test_words_under_a_subjects_key_read_back_in_their_place_only(cipher):
    key = new_subject_key()
    value = encrypt_with(key, "已到现场，路灯修好了", "entry-1")
    assert decrypt_with(key, value, "entry-1") == "已到现场，路灯修好了"
    with pytest.raises(Unreadable):
        decrypt_with(key, value, "entry-2")


def test_without_its_subjects_key_nothing_opens(cipher):
    value = encrypt_with(new_subject_key(), "已到现场", "entry-1")
    with pytest.raises(Unreadable):
        decrypt_with(new_subject_key(), value, "entry-1")


def test_a_subjects_key_survives_rotation_and_change_of_cipher(monkeypatch):
    key = new_subject_key()
    value = encrypt_with(key, "已到现场", "entry-1")
    monkeypatch.setenv("LINLI_CIPHER", "sm4")
    fresh = rewrapped(key)
    assert is_current(fresh)
    assert rewrapped(fresh) == fresh
    assert decrypt_with(fresh, value, "entry-1") == decrypt_with(key, value, "entry-1") == "已到现场"


def test_a_column_value_is_not_taken_for_a_subjects_key():
    with pytest.raises(Unreadable):
        encrypt_with(encrypt("aes.AAAA", **PHONE), "x", "entry-1")


# Masks


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王秀英", "王＊英"),
        ("王英", "王＊"),
        ("欧阳修", "欧阳＊"),
        ("欧阳娜娜", "欧阳＊娜"),
        ("欧阳", "欧＊"),
        ("刘王晓雨", "刘＊＊雨"),
        ("阿依古丽·买买提", "阿＊＊＊·＊＊＊"),
        ("John Li", "J＊＊＊ ＊＊"),
        ("王", "＊"),
        ("", ""),
        (" 王秀英 ", "王＊英"),
    ],
)
def test_names_are_masked(name, shown):
    assert mask_name(name) == shown


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8))
def test_a_masked_name_always_hides_something_and_keeps_its_length(name):
    assert "＊" in mask_name(name)
    assert len(mask_name(name)) == len(name)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812340000", "138****0000"),
        ("+8613812340000", "+86*******0000"),
        ("0318-212345", "031****2345"),
        ("2123456", "*****56"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_phones_are_masked(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("mail", "shown"), [("wang@example.com", "w***@example.com"), ("a@b.cn", "a***@b.cn"), ("", "")]
)
def test_mail_addresses_are_masked(mail, shown):
    assert mask_mail(mail) == shown


def test_identity_numbers_are_masked():
    assert mask_identity("11010519491231002X") == f"1{'*' * 16}X"
    assert mask_identity("11010549123100") == "*" * 14


# Another process with the same home, and a reader that remembers nothing


def start(code, home):
    setup = "from django.conf import settings; settings.configure(USE_I18N=False);"
    environment = {"LINLI_HOME": str(home), "PYTHONPATH": str(CHECKOUT / "src"), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", setup + code], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def elsewhere(code, home):
    return start(code, home).communicate(timeout=60)[0]


@contextmanager
def as_another_account():
    if os.geteuid() != 0:  # then closing the path is enough
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def fresh_read(value):
    keyring.held_ids()
    return decrypt(value, **PHONE)
