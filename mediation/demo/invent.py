"""Names and numbers that look right and belong to nobody.

Given names say what they are (示例, 样本, 模拟 …). Identity numbers pass GB 11643 but bear the area 620199, which no
list has; credit codes pass GB 32100 for the same area; telephone numbers begin with 1390000.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from statutes.identity import body_code_check_character, credit_code_check_character, resident_id_check_digit

AREA = "620199"
_SURNAMES = "张王李赵马杨陈周吴徐孙朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾"
_GIVEN = ("示例", "样本", "范例", "演示", "模拟", "试样", "举例", "示范")
#: Names that break tables: long, with a middle dot, of four characters, of two.
LONG_NAMES = ("阿依古丽·买买提江", "多杰才让·演示", "欧阳示例", "司马样本", "阿卜杜拉·示范·买买提艾力", "谢例")
_FIRMS = (
    "兰州示例餐饮管理有限公司", "兰州样本建筑劳务有限公司", "甘肃范例家政服务有限公司", "兰州演示物流有限公司",
    "甘肃样本装饰工程有限责任公司兰州新区第一分公司城关项目部", "兰州模拟商贸有限公司", "甘肃示范教育咨询有限公司",
    "兰州试样机械制造有限公司", "甘肃举例物业服务集团股份有限公司兰州市城关区分公司", "兰州范本医疗美容门诊部有限公司",
    "甘肃样张印刷包装有限公司", "兰州例文软件科技有限公司", "甘肃演示汽车销售服务有限公司", "兰州示例酒店管理有限公司",
)  # fmt: skip


_WORK = ("服务员", "砌筑工", "收银员", "骑手", "文员")


def person_name(n: int) -> str:
    """The n-th invented name; every eleventh is one that is awkward to set."""
    if n % 11 == 10:
        return LONG_NAMES[(n // 11) % len(LONG_NAMES)]
    return _SURNAMES[n % len(_SURNAMES)] + _GIVEN[(n // len(_SURNAMES) + n) % len(_GIVEN)]


def resident_id(born: dt.date, serial: int) -> str:
    """A number with a right check digit in an area that does not exist; odd serials are men."""
    first = f"{AREA}{born:%Y%m%d}{serial % 1000:03d}"
    return first + resident_id_check_digit(first)


def credit_code(n: int) -> str:
    """A code with right check characters for the same area."""
    body = f"MADEM{n % 1000:03d}"
    first = f"91{AREA}{body}{body_code_check_character(body)}"
    return first + credit_code_check_character(first)


def phone(n: int) -> str:
    """A number of a block used for nobody."""
    return f"1390000{n % 10000:04d}"


def worker(n: int, **more: Any) -> dict[str, Any]:
    """The fields of an applicant."""
    born = dt.date(1966 + n * 7 % 38, 1 + n * 5 % 12, 1 + n * 11 % 28)
    serial = 100 + n
    return {
        "side": "applicant", "kind": "person", "name": person_name(n), "id_type": "resident",
        "id_number": resident_id(born, serial), "sex": "m" if serial % 2 else "f", "born_on": born, "phone": phone(n),
        "address": f"兰州市城关区示例路{n % 90 + 1}号", "occupation": _WORK[n % 5],
        **more,
    }  # fmt: skip


def employer(n: int, **more: Any) -> dict[str, Any]:
    """The fields of a respondent."""
    return {
        "side": "respondent", "kind": "organisation", "name": _FIRMS[n % len(_FIRMS)], "credit_code": credit_code(n),
        "legal_representative": person_name(400 + n), "representative_post": "执行董事", "capacity": "用人单位",
        "phone": phone(5000 + n), "address": f"兰州市城关区样本街{n % 60 + 1}号", "has_union": bool(n % 3),
        "industry": ("住宿和餐饮业", "建筑业", "居民服务业", "交通运输业")[n % 4], **more,
    }  # fmt: skip
