"""What the shown communities and their county tell everybody who lives there; all invented."""

from dataclasses import replace
from datetime import timedelta

from linli.demo.registers.clerk import Clerk
from linli.demo.registers.neighbours import Neighbourhood
from linli.demo.registers.notices import Told

WATER = Told(
    "%(day)s 9 点到 17 点停水",
    "自来水公司修主管道，本社区各楼 %(day)s 9 点到 17 点停水。\n"
    "请提前存好水，出门前关好水龙头。\n有老人独自在家、需要送水的，到社区登记。（演示）",
    4,
    is_urgent=True,
)
MEALS = Told(
    "老年助餐点新增晚饭，现在报名",
    "从下周一起，社区助餐点中午、晚上都开。\n60 岁以上居民带身份证到社区报名，也可以在“办事”里搜“助餐”报名。（演示）",
    20,
)
CHECKS = Told("周六上午免费量血压", "家庭医生团队周六 8 点半到 11 点在社区活动室，免费量血压、测血糖。（演示）", 5)
POWER = Told("周二停电一天", "电力检修，周二 8 点到 18 点停电。（演示）", 3, is_urgent=True)
OVER = Told("上月物业费公示", "上月物业收费明细贴在各单元门口，有疑问请到社区核对。（演示）", 14)
INSURANCE = Told(
    "城乡居民医保开始缴费",
    "没有单位的居民请在年底前交清明年的医保费，过期看病不能报销。\n不会用手机交的，可以请社区代办。（演示）",
    40,
)


def notices(clerk: Clerk, found: Neighbourhood) -> None:
    """Of one community: what stands on its page now, what was taken back, what is over."""
    draw, by, place = clerk.about("notices", found.community), found.worker, found.community
    for told, ago, most in ((OVER, 30, 160), (MEALS, 6, 210), (CHECKS, 1, 60), (WATER, 0, 90)):
        at = min(clerk.ago(ago, 8, draw.whole(30, 50)), clerk.until)
        day = at.date() + timedelta(days=2)
        said = {"day": f"{day.month} 月 {day.day} 日"}
        dated = replace(told, title=told.title % said, body=told.body % said)
        clerk.read_by(clerk.tell_all(dated, place, by=by, at=at), most)
    notice = clerk.tell_all(POWER, place, by=by, at=clerk.ago(2, 9, 5))
    clerk.read_by(notice, 70)
    clerk.take_back(notice, "供电公司通知检修取消，周二照常供电", by=by, at=clerk.ago(1, 16, 20))


def of_the_county(clerk: Clerk) -> None:
    """To everybody in the county."""
    clerk.about("notices", "county")
    by = clerk.staff("fenpai")
    clerk.read_by(clerk.tell_all(INSURANCE, by.posts[0].area, by=by, at=clerk.ago(9, 10, 0)), 2600)
