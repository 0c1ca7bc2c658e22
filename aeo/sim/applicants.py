"""Companies of the demonstration whose case is open, all of them invented.

The first has done nothing: it is for visitors. Two are for whoever tries the examination, and so
wait for it at its beginning (Harrier Cove, Lantern Pass).
"""

from aeo.domain.facts import Proposal
from aeo.sim.courses import (
    ASKED_ONCE,
    LOWERED,
    MENDED,
    OTHER_DATES,
    PLANNED,
    REFUSED,
    RETURNED_ONCE,
    STRAIGHT,
    until,
)
from aeo.sim.line.stages import Stage as S
from aeo.sim.stories import (
    AIRPORT,
    CAMERA,
    DRILL,
    GATE,
    KWAI_CHUNG,
    SIGNS,
    TSING_YI,
    TUEN_MUN,
    VISITORS,
    YUEN_LONG,
    Chapter,
    Story,
    names,
)

# fmt: off
APPLICANTS = (
    Story(
        founder="Ada Chan", mailbox="ada@kestrelbay.example",
        company=names("Kestrel Bay Logistics Limited", "隼灣物流有限公司", "31415926"),
        role="forwarder", place=KWAI_CHUNG,
    ),
    Story(
        founder="Iris Lam", mailbox="iris.lam@pacificheron.example",
        company=names("Pacific Heron Forwarders Limited", "蒼鷺國際貨運代理有限公司", "17320508"),
        role="forwarder", place=AIRPORT,
        chapters=(
            Chapter(course=until(STRAIGHT, S.HALF_FILLED), ended=9, levels=("T2",)),
        ),
    ),
    Story(
        founder="Leung Pak Sum", mailbox="leung.ps@bluejunk.example", language="zh-Hant",
        company=names("Blue Junk Lines Limited", "藍帆船航運有限公司", "27182818"),
        role="carrier", place=KWAI_CHUNG,
        chapters=(
            Chapter(course=until(STRAIGHT, S.SUBMITTED), ended=2),
        ),
    ),
    Story(
        founder="Yeung Wing Sze", mailbox="yeung.ws@ambersampan.example", language="zh-Hant",
        company=names("Amber Sampan Trading Limited", "琥珀舢舨貿易有限公司", "33166247"),
        role="importer", place=TUEN_MUN,
        chapters=(
            Chapter(course=until(STRAIGHT, S.ASSIGNED), ended=24, officer="mak.tk"),
        ),
    ),
    Story(
        founder="Ho May", mailbox="may.ho@goldenreed.example",
        company=names("Golden Reed Trading Company Limited", "金蘆貿易有限公司", "16180339"),
        role="importer", place=TSING_YI,
        chapters=(
            Chapter(course=until(RETURNED_ONCE, S.RETURNED), ended=6),
        ),
    ),
    Story(
        founder="Dennis Szeto", mailbox="szeto@papercrane.example",
        company=names("Paper Crane Exports Limited", "紙鶴出口有限公司", "34641016"),
        role="exporter", place=YUEN_LONG,
        chapters=(
            Chapter(course=until(RETURNED_ONCE, S.RETURNED), ended=41, officer="mak.tk"),
        ),
    ),
    Story(
        founder="Kam Lai Kuen", mailbox="kam.lk@tigerlily.example", language="zh-Hant",
        company=names("Tiger Lily Freight Limited", "虎百合貨運有限公司", "36055512"),
        role="forwarder", place=AIRPORT,
        chapters=(
            Chapter(course=until(RETURNED_ONCE, S.RESUBMITTED), ended=5),
        ),
    ),
    Story(
        founder="Wong Hiu Ching", mailbox="wong.ht@harriercove.example",
        company=names("Harrier Cove Forwarding Limited", "鷂灣貨運有限公司", "22360679"),
        role="forwarder", place=KWAI_CHUNG,
        chapters=(
            Chapter(course=until(STRAIGHT, S.ACCEPTED), ended=3),
        ),
    ),
    Story(
        founder="Chow Ka Yan", mailbox="chow.ky@lanternpass.example",
        company=names("Lantern Pass Logistics Limited", "燈峽物流有限公司", "24494897"),
        role="forwarder", place=KWAI_CHUNG,
        chapters=(
            Chapter(course=until(STRAIGHT, S.ACCEPTED), ended=4),
        ),
    ),
    Story(
        founder="Tang Chi Yuen", mailbox="tang.cy@stonecutter.example", language="zh-Hant",
        company=names("Stonecutter Warehousing Limited", "昂船倉儲有限公司", "14142135"),
        role="warehouse_operator", place=TSING_YI,
        chapters=(
            Chapter(
                course=until(STRAIGHT, S.HALF_READ), ended=31, levels=("T2",), officer="mak.tk",
            ),
        ),
    ),
    Story(
        founder="Yip Siu Fung", mailbox="yip.sf@quillharbour.example", language="zh-Hant",
        company=names("Quill Harbour Cargo Limited", "翎港貨運有限公司", "26457513"),
        role="forwarder", place=KWAI_CHUNG,
        chapters=(
            Chapter(course=until(ASKED_ONCE, S.REPLIED), ended=2, officer="mak.tk"),
        ),
    ),
    Story(
        founder="Raymond Fok", mailbox="fok@copperbell.example",
        company=names("Copper Bell Cargo Limited", "銅鐘貨運有限公司", "37416573"),
        role="forwarder", place=TUEN_MUN,
        chapters=(
            Chapter(course=until(ASKED_ONCE, S.ASKED), ended=8),
        ),
    ),
    Story(
        founder="Lee Tin Lok", mailbox="lee.tl@ninepines.example", language="zh-Hant",
        company=names("Nine Pines Warehousing Limited", "九松倉儲有限公司", "28284271"),
        role="warehouse_operator", place=YUEN_LONG,
        chapters=(
            Chapter(
                course=until(OTHER_DATES, S.COUNTERED), ended=3,
                officer="mak.tk", validator="bo.lau",
            ),
        ),
    ),
    Story(
        founder="Grace Mok", mailbox="mok@moonstone.example",
        company=names("Moonstone Cold Storage Limited", "月石冷藏有限公司", "38729833"),
        role="warehouse_operator", place=KWAI_CHUNG,
        chapters=(
            Chapter(course=until(STRAIGHT, S.VISIT_OFFERED), ended=5),
        ),
    ),
    Story(
        founder="Mandy Kwan", mailbox="mandy.kwan@silvermullet.example",
        company=names("Silver Mullet Shipping Limited", "銀鯔船務有限公司", "30000001"),
        role="carrier", place=TSING_YI,
        chapters=(
            Chapter(
                course=until(STRAIGHT, S.VISIT_AGREED), ended=27,
                visit_in=0, levels=("T2",), officer="mak.tk",
            ),
        ),
    ),
    Story(
        founder="Pang Yat Ming", mailbox="pang.ym@whiteegret.example", language="zh-Hant",
        company=names("White Egret Terminals Limited", "白鷺碼頭有限公司", "41231056"),
        role="terminal_operator", place=KWAI_CHUNG,
        chapters=(
            Chapter(course=until(OTHER_DATES, S.VISIT_BEGUN), ended=1),
        ),
    ),
    Story(
        founder="Sunny Ip", mailbox="ip@jadeanchor.example",
        company=names("Jade Anchor Shipping Limited", "玉錨船務有限公司", "42426406"),
        role="carrier", place=TUEN_MUN,
        chapters=(
            Chapter(
                course=until(STRAIGHT, S.VISITED), ended=29,
                seen=(CAMERA, VISITORS, DRILL), officer="mak.tk",
            ),
        ),
    ),
    Story(
        founder="Teresa Lui", mailbox="lui@redkite.example",
        company=names("Red Kite Warehousing Limited", "赤鳶倉儲有限公司", "43588989"),
        role="warehouse_operator", place=YUEN_LONG,
        chapters=(
            Chapter(course=until(STRAIGHT, S.APPROVED), ended=2, seen=(VISITORS, SIGNS)),
        ),
    ),
    Story(
        founder="Au Yeung Kit", mailbox="auyeung.k@saltwind.example", language="zh-Hant",
        company=names("Salt Wind Logistics Limited", "鹽風物流有限公司", "44721359"),
        role="forwarder", place=TSING_YI,
        chapters=(
            Chapter(course=until(MENDED, S.PROVEN), ended=4, seen=(CAMERA, SIGNS)),
        ),
    ),
    Story(
        founder="Joyce Hui", mailbox="hui@bambooraft.example",
        company=names("Bamboo Raft Forwarding Limited", "竹筏貨運有限公司", "45825756"),
        role="forwarder", place=TUEN_MUN,
        chapters=(
            Chapter(
                course=until(MENDED, S.ISSUED), ended=22,
                seen=(GATE, CAMERA, VISITORS), officer="mak.tk",
            ),
        ),
    ),
    Story(
        founder="Kenneth Poon", mailbox="poon@cloudladder.example",
        company=names("Cloud Ladder Air Cargo Limited", "雲梯航空貨運有限公司", "46904157"),
        role="forwarder", place=AIRPORT,
        chapters=(
            Chapter(course=until(STRAIGHT, S.HALF_GRADED), ended=3, levels=("T2",), seen=(DRILL,)),
        ),
    ),
    Story(
        founder="Shek Man Wai", mailbox="shek.mw@granitegate.example", language="zh-Hant",
        company=names("Granite Gate Packaging Limited", "花崗門包裝有限公司", "47958315"),
        role="manufacturer", place=YUEN_LONG,
        chapters=(
            Chapter(
                course=until(PLANNED, S.RECOMMENDED), ended=2, seen=(VISITORS,), officer="mak.tk",
            ),
        ),
    ),
    Story(
        founder="Lo Fung Yee", mailbox="lo.fy@driftingleaf.example", language="zh-Hant",
        company=names("Drifting Leaf Tea Merchants Limited", "飄葉茶行有限公司", "48989794"),
        role="exporter", place=TUEN_MUN,
        chapters=(
            Chapter(course=until(REFUSED, S.HEARD), ended=7, unmet="B", proposal=Proposal.REFUSE),
        ),
    ),
    Story(
        founder="Vincent Tam", mailbox="tam@oysterreef.example",
        company=names("Oyster Reef Seafoods Limited", "蠔礁海產有限公司", "50990195"),
        role="importer", place=TSING_YI,
        chapters=(
            Chapter(
                course=until(LOWERED, S.HEARD), ended=16,
                levels=("T2",), unmet="K", proposal=Proposal.GRANT_LOWER, officer="mak.tk",
            ),
        ),
    ),
    Story(
        founder="Cecilia Yim", mailbox="yim@northernstar.example",
        company=names("Northern Star Textiles Limited", "北星紡織有限公司", "51961524"),
        role="manufacturer", place=YUEN_LONG,
        chapters=(
            Chapter(course=until(STRAIGHT, S.PUT_FORWARD), ended=3, officer="mak.tk"),
        ),
    ),
    Story(
        founder="Ngan Chun Hei", mailbox="ngan.ch@foxglove.example", language="zh-Hant",
        company=names("Foxglove Pharmaceuticals Limited", "毛地黃製藥有限公司", "53851648"),
        role="manufacturer", place=AIRPORT,
        chapters=(
            Chapter(
                course=until(REFUSED, S.PUT_FORWARD), ended=17,
                unmet="H", proposal=Proposal.REFUSE,
            ),
        ),
    ),
)
# fmt: on
