"""Files: which are read, and what is said of those that are not."""

import os
from pathlib import Path

import pytest

from linli.base.refusals import Refused
from linli.plans.reading import read_file, read_text
from linli.plans.reading.source import LARGEST_FILE, LONGEST_TEXT

TEXT = "某市社区服务体系建设“十四五”规划\n\n一、发展目标\n\n到2025年，服务设施覆盖率达到100%，居民生活更加方便。\n"


def refusal(path):
    with pytest.raises(Refused) as refused:
        read_file(path)
    return refused.value.code, str(refused.value.sentence)


def test_a_file_is_found_missing(tmp_path):
    assert refusal(tmp_path / "plan.txt")[0] == "plans.no_such_file"


def test_a_folder_is_no_plan(tmp_path):
    assert refusal(tmp_path)[0] == "plans.not_a_file"


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe")[0] == "plans.not_a_file"


@pytest.mark.parametrize("content", [b"", b"  \n\t\n", b"\xef\xbb\xbf", "\u3000\n".encode()])
def test_an_empty_file_is_refused(tmp_path, content):
    (tmp_path / "plan.txt").write_bytes(content)
    code, sentence = refusal(tmp_path / "plan.txt")
    assert code == "plans.empty_file"
    assert "plan.txt" in sentence


@pytest.mark.parametrize("name", ["bad\0name", "n" * 5000])
def test_a_name_no_file_can_have_is_refused(name):
    assert refusal(Path(name))[0] in {"plans.cannot_open", "plans.no_such_file"}


def test_a_file_over_50_mb_is_refused_unread(tmp_path):
    with (tmp_path / "plan.txt").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert refusal(tmp_path / "plan.txt") == ("plans.too_large", "文件“plan.txt”超过 50 MB，没有读取。")


def test_a_text_far_longer_than_any_plan_is_refused(tmp_path):
    (tmp_path / "plan.txt").write_text("字" * (LONGEST_TEXT + 1), encoding="utf-8")
    assert refusal(tmp_path / "plan.txt")[0] == "plans.too_long"


@pytest.mark.parametrize("content", [bytes(range(256)) * 20, b"\x01\x02\x03\x04" * 50])
def test_a_binary_file_is_refused(tmp_path, content):
    (tmp_path / "plan.txt").write_bytes(content)
    assert refusal(tmp_path / "plan.txt")[0] == "plans.not_text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_usual_encoding_is_recognised(tmp_path, encoding):
    (tmp_path / "plan.txt").write_bytes(TEXT.encode(encoding))
    assert read_file(tmp_path / "plan.txt") == read_text(TEXT)


def test_the_real_plan_reads_alike_in_gbk(tmp_path):
    real = Path(__file__).parents[4] / "data/regions/hengshui/plan.txt"
    (tmp_path / "plan.txt").write_bytes(real.read_text(encoding="utf-8").encode("gb18030"))
    assert read_file(tmp_path / "plan.txt") == read_file(real)


@pytest.mark.parametrize(
    "content", [TEXT.encode("utf-8")[:-1][:-2] + b"\xff\xfe\xfd", TEXT.replace("十", "").encode("big5", "replace")]
)
def test_text_in_an_encoding_we_cannot_tell_is_refused(tmp_path, content):
    (tmp_path / "plan.txt").write_bytes(content)
    assert refusal(tmp_path / "plan.txt")[0] == "plans.unknown_encoding"
