"""Names nobody was given: surnames and characters of given names put together by chance.

Given names always have two characters: the common short ones would hit well-known people.
"""

from itertools import accumulate

from linli.demo.draws import Draw

SURNAMES = (
    *"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕",
    *"苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康邱秦江史顾",
    "欧阳",
)
FIRST = "秀桂玉淑春凤兰金宝长永福德志建爱红海晓雅梦思雨佳俊子文庆树双素运书会彦景月延连新"
SECOND = "英兰珍芬荣梅香芹霞敏娟燕辉田山林生柱起增顺昌占江洋航博涵怡彤琪妍萱轩泽硕楠茹静颖"
COMMONNESS = list(accumulate(1 / (place + 3) for place in range(len(SURNAMES))))


def a_name(draw: Draw) -> str:
    """A full name; the surnames that stand first are the more common ones."""
    surname: str = draw.among(SURNAMES, COMMONNESS)
    return surname + draw.pick(FIRST) + draw.pick(SECOND)
