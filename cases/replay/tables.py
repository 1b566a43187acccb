"""What a published case is held as where its words and the procedure's differ: each choice with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import LegalType
from workflows.channels import Channel

AS_PUBLISHED = ""


@dataclass(frozen=True)
class Way:
    """The procedure's channel for a published one; `why` is empty where both say the same."""

    channel: Channel
    why: Promise | str = AS_PUBLISHED
    legal_type: str = ""  # of the body, where the published channel implies it


WAYS: dict[str, Way] = {
    "worker_application": Way(Channel.SELF),
    "union_inspection": Way(Channel.PROACTIVE),
    "hotline_12351": Way(Channel.HOTLINE),
    "petition": Way(Channel.PETITION),
    "supervisor_assigned": Way(
        Channel.PETITION,
        _("handed down by an authority; the nearest channel is that of petitions, which come the same way"),
    ),
    "union_entrustment": Way(
        Channel.OTHER_PROVINCE, _("a letter from another union; held as the union of another province")
    ),
    "court_commission_pre_filing": Way(Channel.COURT_PRE),
    "court_entrustment_post_filing": Way(Channel.COURT_POST),
    "court_in_litigation": Way(
        Channel.COURT_POST,
        _("the court mediated itself; there is no channel for that, so it is held as commissioned after filing"),
    ),
    "arbitration_entrustment": Way(Channel.ARB_ENTRUST),
    "arbitration_case": Way(
        Channel.ARB_ENTRUST, _("the dispute was before the committee itself; held as entrusted by the tribunal")
    ),
    "people_mediation_application": Way(
        Channel.SELF, _("an application by a party, to a people's mediation committee"), LegalType.PMC
    ),
    "labour_inspection_complaint": Way(
        Channel.CLUE_LABOUR, _("the complaint reached the labour bureau first; held as its clue")
    ),
    "procuratorate": Way(Channel.CLUE_PROC, _("the procuratorate took it up; held as its clue")),
    "legal_aid": Way(Channel.CLUE_JUSTICE, _("legal aid belongs to the line of justice bureaus; held as their clue")),
    "police": Way(Channel.SELF, _("there is no channel for police stations; the workers' own step counts")),
}

#: Channels whose published body is a court or a committee: their dispute reaches a mediator through it.
THROUGH_COURT = frozenset({"court_commission_pre_filing", "court_entrustment_post_filing", "court_in_litigation"})
THROUGH_COMMITTEE = frozenset({"arbitration_entrustment", "arbitration_case"})

#: What a body's name says about what it is.
BODY_WORDS: dict[str, re.Pattern[str]] = {
    "mediation": re.compile(r"调解(委员会|中心|组织|工作室)|调委会|调处工作室|诉调对接工作室"),
    "union": re.compile(r"工会|工联会"),
    "court": re.compile(r"法院|法庭|中院"),
    "arbitration": re.compile(r"仲裁"),
    "labour": re.compile(r"人社|劳动监察|监察大队|监察支队|劳动局"),
    "procuratorate": re.compile(r"检察"),
    "justice": re.compile(r"司法"),
    "legal_aid": re.compile(r"法律援助"),
    "police": re.compile(r"派出所|公安"),
}
#: Who handled a dispute when no mediation organisation and no union is named.
OWN_HANDLER = {
    "court_in_litigation": "court",
    "court_commission_pre_filing": "court",
    "court_entrustment_post_filing": "court",
    "arbitration_case": "arbitration",
    "arbitration_entrustment": "arbitration",
    "labour_inspection_complaint": "labour",
    "procuratorate": "procuratorate",
    "people_mediation_application": "justice",
    "legal_aid": "legal_aid",
    "police": "police",
}

# Words in an event's action.
ARRIVAL = re.compile(
    r"求助|申请|投诉|反映|拨打|来电|电话|上访|诉求|举报|寻求|上报|收到.{0,6}函|提问|入会宣传|发帖|"
    r"监察|检察|信访|得知|介入|线索|核查|仲裁"
)
#: What an event says of the very body that the channel leads to; a worker may have been to others before.
OWN_DOOR = {
    "worker_application": re.compile(r"工会|12351|调解"),
    "hotline_12351": re.compile(r"12351"),
    "procuratorate": re.compile(r"检察"),
}
TO_COURT = re.compile(r"委派|委托|引入|通报|移送|起诉|上诉|立案|诉前|申请|工作室")
#: Where the court itself mediates in litigation, talks before filing do not bring the dispute.
TO_COURT_ITSELF = re.compile(r"移送|起诉|上诉|立案|申请")
SESSION = re.compile(
    r"协商|沟通|约谈|约见|座谈|协调|谈判|[首多轮次再]\S{0,3}调解|(现场|联合|共同|视频|庭前|线上)调解|面对面|"
    r"背对背|背靠背|致电|电话|对话|调处|化解会|联席会|恳谈|释法|释明|听取|讨论|商谈|核对|指出|厘清|联系公司|"
    r"解读|分析|论证|找到企业"
)
AGREEMENT = re.compile(
    r"协议|达成|和解|同意|促成|签[约了]|签\S{0,8}协议|承诺|一致|化解|调解成功|约定|结案|调解裁定|接受调解"
)
NOT_AN_AGREEMENT = re.compile(
    r"准备|解除协议,|拒绝|未果|要求|劳务协议|无书面协议|口头|对协议|裁定协议|认为调解协议|说明可申请|凭调解协议|结案后|启动|借款"
)
RESULT = re.compile(r"调解|协商|沟通|谈判|协调|兑现|追回|当场|支付|付清|赔付|逐项谈")
NO_RESULT = re.compile(r"回访|未果|未见|支付令|致电")
PAID = re.compile(
    r"付清|付款|支付(?!令)|到位|到手|领到|收到|拿到|拿回|发放|兑现|赔付|获赔|交付|补齐|发给|发到|讨回|追回|送到|"
    r"付每人|发\d"
)
#: In the very event that made the agreement only these say that the money came with it.
PAID_AT_ONCE = re.compile(
    r"当场付|当场交付|当场兑现|当日全额|全额支付|现金|领到|拿到|拿回|收到|到手|追回|讨回|发给|发到|逐一发放|获赔|"
    r"付每人|付清\d|实际|元结案"
)
PROMISED = re.compile(
    r"承诺|约定|愿付|同意|计划|将|付清,|前一次|分期|分.次付清|前付|能否|要求|一致|协议支付|无力|到位后|方案|签协议"
)
#: Said of what was agreed: only a part has come so far, the rest was agreed to follow.
REST_FOLLOWS = re.compile(r"其余|余款|陆续|分批")
#: The body handed the dispute on to another one.
HANDED_ON = re.compile(r"转派(?P<to>\w+?)(?=继续|跟进|办理|处理|$)")
SAYS_CLOSED = re.compile(r"结案|办结")
BROKEN = re.compile(r"落空|食言|逾期|未履行|未履约|违约")
FOLLOWED_UP = re.compile(r"回访|跟踪|督促|协调|核定|协商|联系|约谈|处理|预约")
LETTER = re.compile(r"提示函|意见书|建议书")
ROUTE = re.compile(r"司法确认|裁定|置换|仲裁审查")
REFUSES = re.compile(r"拒绝|不愿|放话|不予|称无|不协助|拒付")
#: A distance not counted from the event before: from the accident, or back from publication.
FAR_ANCHOR = re.compile(r"事故后|前起?$")
REFUSES_MEDIATION = re.compile(r"拒绝调解")
EMPLOYER_REFUSES = re.compile(r"(公司|企业|单位|对方|老板)\S{0,4}(拒绝|不愿|拒付)")
PRIVATE = re.compile(r"背对背|背靠背|分头")
#: Back to back with the other side alone.
PRIVATE_WITH_EMPLOYER = re.compile(r"背[对靠]背(了解|听取|做通)(总部|公司|企业|单位)")
BY_PHONE = re.compile(r"致电|电话")
BY_VIDEO = re.compile(r"视频|线上")
BEYOND_AREA = re.compile(r"跨市|跨地区|不属.{0,4}管辖|管辖")

#: Those who can be said to mediate; the sides cannot.
SIDES = frozenset({"worker", "family", "respondent"})
#: A person of the other side who cannot answer: kept on the file without being asked.
CANNOT_ANSWER = re.compile(r"失联|去世|死亡|已故")
NATURAL = re.compile(r"自然人|居民|个人")
NATURAL_ROLES = re.compile(r"雇主|包工头|欠款人|老板|招用人")
KIN = re.compile(r"配偶|父|母|子|女|兄|弟|姐|妹|外甥|侄|家属|亲属")

GROUPS = (
    (re.compile(r"农民工|务工|矿工|水泥工"), "migrant"),
    (re.compile(r"外卖|骑手|网约|平台|主播|众包|配送员"), "new_form"),
    (re.compile(r"派遣"), "dispatched"),
)
FLAGS = (
    (re.compile(r"超龄"), "over_age"),
    (re.compile(r"怀孕|产后|产假|孕"), "female_protected"),
    (re.compile(r"未成年"), "minor_worker"),
    (re.compile(r"贫困|困难"), "hardship"),
)
