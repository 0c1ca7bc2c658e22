"""What an invented company says on its way, in its own language."""

from typing import NamedTuple


class Sayings(NamedTuple):
    """The sentences of one language."""

    completed: str  # to a point that Customs sent back
    reply: str  # to a question
    hosts: str  # whom to ask for at the gate
    other_date: str
    cause: str
    action: str
    owner: str
    done: str
    maintains: str
    accepts_lower: str
    withdraws: str


ENGLISH = Sayings(
    completed="The complete document is attached now.",
    reply="Her deputy does; see page 4 of the manual.",
    hosts="%(name)s, 2345 6789",
    other_date="We take stock in that week. Please offer dates after it.",
    cause="The rack was moved in spring, and nobody checked the picture.",
    action="Move the camera to the pillar, and add the check to the monthly list.",
    owner="Warehouse manager",
    done="The camera was moved and its picture checked; the photo is attached.",
    maintains="We have put three months of records in order since the visit.",
    accepts_lower="We agree, and will apply for the higher level when the plan has been tested.",
    withdraws="We move to another building first, and will apply from there.",
)
CHINESE = Sayings(
    completed="已補上完整文件。",
    reply="由其副手負責，見手冊第4頁。",
    hosts="%(name)s，2345 6789",
    other_date="該星期公司盤點，請提供之後的日期。",
    cause="春季搬移貨架後，無人檢查影像。",
    action="把鏡頭移到柱上，並將檢查列入每月清單。",
    owner="貨倉經理",
    done="鏡頭已移位並檢查影像，照片已附上。",
    maintains="實地審核後，我們已整理三個月的紀錄。",
    accepts_lower="我們同意，待計劃測試後再申請較高級別。",
    withdraws="公司將先遷往另一幢大廈，之後再行申請。",
)


def of(language: str) -> Sayings:
    return CHINESE if language.startswith("zh") else ENGLISH
