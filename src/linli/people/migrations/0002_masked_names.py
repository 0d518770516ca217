"""Masked names by id, for staff who see a case but not the record of who asked (their home is elsewhere).

A definer function, so that the whole name never leaves the database on this way; the same mask as base.encryption.
"""

from django.db import migrations

from linli.base.migrations_support import Statements

MASKED = """
CREATE FUNCTION people_masked(ids uuid[]) RETURNS TABLE (id uuid, name text) LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$
  SELECT r.user_id,
         CASE WHEN length(r.said) = 1 THEN '＊'
              WHEN r.said ~ '^[一-鿿]{2,5}$'
              THEN left(r.said, r.surname) || repeat('＊', length(r.said) - r.surname - (length(r.said) > r.surname + 1)::int)
                   || CASE WHEN length(r.said) > r.surname + 1 THEN right(r.said, 1) ELSE '' END
              ELSE left(r.said, 1) || regexp_replace(substr(r.said, 2), '[^·• ]', '＊', 'g') END
    FROM (SELECT user_id, btrim(name) AS said,
                 CASE WHEN length(btrim(name)) > 2
                           AND left(btrim(name), 2) = ANY (string_to_array(
                             '欧阳 司马 上官 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 皇甫 长孙 宇文 轩辕 令狐 慕容 公孙 端木 百里 呼延 东郭 '
                             '澹台 濮阳 淳于 单于 太史 申屠 公冶 宗政 闻人 赫连 万俟 仲孙 钟离 鲜于 闾丘 司空 亓官 司寇 拓跋 第五 左丘 '
                             '东门 西门 南门', ' ')) THEN 2 ELSE 1 END AS surname
            FROM public.people_resident WHERE user_id = ANY (ids)) r
  $$
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people")]
    operations = [
        Statements(
            [
                MASKED,
                "REVOKE ALL ON FUNCTION people_masked(uuid[]) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION people_masked(uuid[]) TO linli_staff, linli_system",
            ],
            ["DROP FUNCTION people_masked(uuid[])"],
        ),
    ]
