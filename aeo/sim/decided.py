"""Companies of the demonstration whose case was decided or ended, all of them invented: those who
hold the status, held it, or did not get it.
"""

from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import CaseType
from aeo.sim.courses import (
    ASKED_ONCE,
    LAPSED,
    LOWERED,
    MENDED,
    NOT_ACCEPTED,
    OTHER_DATES,
    PLANNED,
    REFUSED,
    RENEWED,
    RETURNED_ONCE,
    STRAIGHT,
    WITHDRAWN,
    until,
)
from aeo.sim.line.stages import Stage as S
from aeo.sim.stories import (
    AIRPORT,
    CAMERA,
    DRILL,
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
DECIDED = (
    Story(
        founder="Winnie Kong", mailbox="kong@windmillhill.example",
        company=names("Windmill Hill Electronics Limited", "風車山電子有限公司", "52915026"),
        role="manufacturer", place=YUEN_LONG,
        chapters=(
            Chapter(
                course=until(STRAIGHT, S.GRANTED), ended=12,
                levels=("T2",), seen=(DRILL, SIGNS), approver="tse.ps",
            ),
        ),
    ),
    Story(
        founder="Chu Pui Ling", mailbox="chu.pl@seaglass.example", language="zh-Hant",
        company=names("Sea Glass Instruments Limited", "海琉璃儀器有限公司", "54772256"),
        role="exporter", place=AIRPORT,
        chapters=(
            Chapter(
                course=LOWERED, ended=38,
                levels=("T2",), unmet="L", proposal=Proposal.GRANT_LOWER, officer="mak.tk",
                validator="bo.lau", approver="tse.ps",
            ),
        ),
    ),
    Story(
        founder="Gordon Siu", mailbox="siu@thousandsails.example",
        company=names("Thousand Sails Chartering Limited", "千帆租船有限公司", "55677643"),
        role="carrier", place=KWAI_CHUNG,
        chapters=(
            Chapter(course=REFUSED, ended=60, unmet="C", proposal=Proposal.REFUSE, pace=1.3),
        ),
    ),
    Story(
        founder="Tong Mei Fan", mailbox="tong.mf@oldferry.example", language="zh-Hant",
        company=names("Old Ferry Estates Limited", "舊渡頭置業有限公司", "56568542"),
        role="other", place=TSING_YI,
        chapters=(
            Chapter(course=NOT_ACCEPTED, ended=75),
        ),
    ),
    Story(
        founder="Alex Cheuk", mailbox="cheuk@morningtide.example",
        company=names("Morning Tide Couriers Limited", "晨潮速遞有限公司", "57445626"),
        role="forwarder", place=AIRPORT,
        chapters=(
            Chapter(course=WITHDRAWN, ended=110, officer="mak.tk"),
        ),
    ),
    Story(
        founder="Sin Kwok Leung", mailbox="sin.kl@greenturtle.example", language="zh-Hant",
        company=names("Green Turtle Logistics Limited", "綠海龜物流有限公司", "58309518"),
        role="forwarder", place=KWAI_CHUNG,
        chapters=(
            Chapter(
                course=until(ASKED_ONCE, S.GRANTED), ended=852, levels=("T2",), approver="tse.ps",
            ),
        ),
    ),
    Story(
        founder="Rachel Ma", mailbox="ma@peaksignal.example",
        company=names("Peak Signal Freight Limited", "山頂訊號貨運有限公司", "59160797"),
        role="forwarder", place=TUEN_MUN,
        chapters=(
            Chapter(course=until(MENDED, S.GRANTED), ended=974, seen=(CAMERA,), officer="mak.tk"),
        ),
    ),
    Story(
        founder="Law Sai Cheong", mailbox="law.sc@riceboat.example", language="zh-Hant",
        company=names("Rice Boat Trading Limited", "米船貿易有限公司", "60000002"),
        role="importer", place=YUEN_LONG,
        chapters=(
            Chapter(course=until(STRAIGHT, S.GRANTED), ended=1108, pace=0.8, approver="tse.ps"),
        ),
    ),
    Story(
        founder="Helen Tsui", mailbox="tsui@lighthouserow.example",
        company=names("Lighthouse Row Warehousing Limited", "燈塔里倉儲有限公司", "61644140"),
        role="warehouse_operator", place=TSING_YI, is_shown=False,
        chapters=(
            Chapter(course=until(OTHER_DATES, S.GRANTED), ended=430, officer="mak.tk"),
        ),
    ),
    Story(
        founder="Wan Ka Shing", mailbox="wan.ks@pearloar.example", language="zh-Hant",
        company=names("Pearl Oar Logistics Limited", "珠槳物流有限公司", "62449979"),
        role="forwarder", place=TUEN_MUN,
        chapters=(
            Chapter(course=PLANNED, ended=560, levels=("T2",), seen=(VISITORS, DRILL)),
        ),
    ),
    Story(
        founder="Michael Lung", mailbox="lung@halfmoonquay.example",
        company=names("Half Moon Quay Limited", "半月碼頭有限公司", "63245553"),
        role="warehouse_operator", place=KWAI_CHUNG,
        chapters=(
            Chapter(
                course=REFUSED, ended=385,
                unmet="D", proposal=Proposal.REFUSE, officer="mak.tk", approver="tse.ps",
            ),
            Chapter(course=until(STRAIGHT, S.SUBMITTED), ended=6),
        ),
    ),
    Story(
        founder="Fung Hau Yin", mailbox="fung.hy@twinbridges.example", language="zh-Hant",
        company=names("Twin Bridges Terminal Limited", "雙橋貨站有限公司", "64031242"),
        role="terminal_operator", place=KWAI_CHUNG,
        chapters=(
            Chapter(
                course=until(STRAIGHT, S.GRANTED), ended=96, levels=("T2",), officer="mak.tk",
                approver="tse.ps",
            ),
        ),
    ),
    Story(
        founder="Bonnie Chiu", mailbox="chiu@bluewillow.example",
        company=names("Blue Willow Ceramics Limited", "藍柳陶瓷有限公司", "64807407"),
        role="exporter", place=TUEN_MUN,
        chapters=(Chapter(course=until(RETURNED_ONCE, S.GRANTED), ended=157, pace=0.9),),
    ),
    Story(
        founder="Hung Tsz Lok", mailbox="hung.tl@sandpiper.example", language="zh-Hant",
        company=names("Sandpiper Logistics Limited", "磯鷸物流有限公司", "65574385"),
        role="forwarder", place=AIRPORT,
        chapters=(
            Chapter(
                course=until(ASKED_ONCE, S.GRANTED), ended=213, levels=("T2",), seen=(DRILL,),
                approver="tse.ps",
            ),
        ),
    ),
    Story(
        founder="Oscar Wat", mailbox="wat@longspoon.example",
        company=names("Long Spoon Foods Limited", "長匙食品有限公司", "66332496"),
        role="importer", place=YUEN_LONG,
        chapters=(
            Chapter(
                course=until(MENDED, S.GRANTED), ended=288, seen=(CAMERA, SIGNS),
                officer="mak.tk", pace=1.2,
            ),
        ),
    ),
    Story(
        founder="Chung Wing Hong", mailbox="chung.wh@cranehill.example", language="zh-Hant",
        company=names("Crane Hill Cargo Limited", "鶴山貨運有限公司", "67082039"),
        role="forwarder", place=TSING_YI,
        chapters=(Chapter(course=LAPSED, ended=22, officer="mak.tk"),),
    ),
    Story(
        founder="Grace Poon", mailbox="poon@silverferry.example",
        company=names("Silver Ferry Logistics Limited", "銀渡物流有限公司", "67823300"),
        role="warehouse_operator", place=KWAI_CHUNG,
        chapters=(
            Chapter(course=until(STRAIGHT, S.GRANTED), ended=1106, pace=0.8, seen=(DRILL,)),
            Chapter(
                course=RENEWED, ended=34, case_type=CaseType.RENEWAL, officer="mak.tk",
                approver="tse.ps",
            ),
        ),
    ),
    Story(
        founder="Kan Mei Yee", mailbox="kan.my@amberanchor.example", language="zh-Hant",
        company=names("Amber Anchor Shipping Limited", "琥錨航運有限公司", "68556546"),
        role="carrier", place=KWAI_CHUNG,
        chapters=(
            Chapter(course=until(OTHER_DATES, S.GRANTED), ended=938, pace=0.9, officer="mak.tk"),
            Chapter(course=until(RENEWED, S.HALF_READ), ended=9, case_type=CaseType.RENEWAL),
        ),
    ),
    Story(
        founder="Desmond Fok", mailbox="fok@northbeacon.example",
        company=names("North Beacon Instruments Limited", "北燈儀器有限公司", "69282032"),
        role="manufacturer", place=YUEN_LONG,
        chapters=(
            Chapter(course=until(STRAIGHT, S.GRANTED), ended=866, levels=("T2",)),
            Chapter(
                course=until(RENEWED, S.HALF_FILLED), ended=6, levels=("T2",),
                case_type=CaseType.RENEWAL,
            ),
        ),
    ),
)
# fmt: on
