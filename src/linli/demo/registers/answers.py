"""What units often answer, and views of the list, as `cases.actions` keeps them."""

from dataclasses import dataclass

from linli.cases.models import AnswerTemplate, SavedView
from linli.demo.registers.clerk import Clerk
from linli.demo.rows import Maker

KIND = AnswerTemplate._meta.label_lower
an_answer, a_view = Maker(AnswerTemplate), Maker(SavedView)


@dataclass(frozen=True)
class Often:
    """Words, of which item, and how often they were used."""

    title: str
    words: str
    item: str | None
    used: int


ANSWERS = {
    "youyuan": (
        Often("已上门看过", "我们今天上门看过，情况是____。已经____，您看看行不行。", None, 23),
        Often("调解好了", "双方已经当面说开，约定____。有反复请再告诉我们。", "noise-complaint", 6),
    ),
    "wuye": (
        Often("换灯泡", "____的灯已经换好，试过能亮。", "public-repair", 41),
        Often("等配件", "配件已经订了，____前到货，到了当天修。给您添麻烦了。", "public-repair", 9),
    ),
    "chengguan": (Often("路面修好了", "____的路面已经修补，养护到____，请先绕行。", "public-repair", 12),),
}
VIEWS = (  # whose, name, what, whether the unit sees it
    ("youyuan", "我们快到期的", "due=soon&whose=mine", True),
    ("youyuan", "等居民确认的", "stage=resolved&whose=mine", False),
    ("fenpai", "全区超期的", "due=late", False),
)


def answers(clerk: Clerk) -> None:
    """Of those one can sign in as."""
    clerk.about("answers and views")
    for username, kept in ANSWERS.items():
        by = clerk.staff(username)
        for often in kept:
            at = clerk.ago(60, 14, clerk.draw.whole(0, 50))
            row = clerk.keep(
                an_answer(
                    id=clerk.draw.id_at(at), unit_id=by.posts[0].unit, item_id=often.item, title=often.title,
                    words=often.words, used_count=often.used, changed_at=at,
                )
            )  # fmt: skip
            clerk.enter("cases.answer_added", by, at, on=(KIND, row.pk), unit=row.unit_id, item=row.item_id)
    for username, name, query, is_shared in VIEWS:
        by, at = clerk.staff(username), clerk.ago(30, 9, 20)
        unit = by.posts[0].unit if is_shared else None
        clerk.keep(a_view(id=clerk.draw.id_at(at), owner_id=by.user, unit_id=unit, name=name, query=query, saved_at=at))
