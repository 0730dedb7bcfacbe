"""Simplified Chinese: how explanations read in it, as the customer service of a Chinese platform would write."""

# ruff: noqa: E501, RUF001 - a sentence is a line, with the marks of its language

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.errors import printable
from cmoffer_policy.facts import Phase
from cmoffer_policy.money import Money
from cmoffer_policy.policy import (
    AcceptanceClock,
    Adjudicator,
    Cancellation,
    CorrosionScope,
    ExclusionScope,
    FreightWeight,
    GuaranteeGrants,
    GuaranteeStart,
    Loss,
    MisuseScope,
    ProofAfterConfirmation,
    ReplacementProof,
    WindowEnd,
)
from cmoffer_policy.presentation.language import Language
from cmoffer_policy.rules import Status
from cmoffer_policy.vocabulary import (
    Action,
    Actor,
    Cause,
    Detail,
    Document,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Term,
    Verification,
)

_CURRENCIES = {
    "USD": "美元", "CNY": "元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元",
    "CAD": "加元", "AUD": "澳元", "SGD": "新加坡元", "CHF": "瑞士法郎", "KRW": "韩元",
}  # fmt: skip


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _short_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _hour(at: datetime) -> str:
    return f"{_day(at.date())}{at.strftime('%H:%M' if at.second == at.microsecond == 0 else '%H:%M:%S')}"


def _span(first: date, last: date) -> str:
    if first == last:
        return _day(first)
    if first.year != last.year:
        return f"{_day(first)}至{_day(last)}"
    return f"{_day(first)}至{last.day}日" if first.month == last.month else f"{_day(first)}至{_short_day(last)}"


def _listed(parts: Sequence[str], last: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _joined(["、".join(parts[:-1]), "或" if last == "or" else "和", parts[-1]])


def _joined(parts: Iterable[str]) -> str:
    """The parts in one, with a space wherever a Chinese character meets a Latin letter, and none beside quoted names."""
    text = last = ""
    for part in parts:
        if not part:
            continue
        first = part[0]
        if last == "”" and first == " ":
            part = part[1:]
        elif first == "“" and last == " ":
            text = text[:-1]
        elif (
            last.isascii() is not first.isascii() and last.isalpha() and first.isalpha() and _chinese(max(last, first))
        ):
            text += " "
        text += part
        last = text[-1]
    return text


def _chinese(character: str) -> bool:
    return "一" <= character <= "龥"


def _until(deadline: Deadline) -> str:
    """The end of a period, such as "2024年3月31日24:00"."""
    if deadline.before.date() != deadline.last_day:
        return f"{_day(deadline.last_day)}24:00"
    return _hour(deadline.before)


def _amount(amount: Money) -> str:
    """An amount, such as "19.90 美元"; a currency without a name here keeps its code."""
    code, figure = str(amount).split()
    return f"{figure} {_CURRENCIES[code]}" if code in _CURRENCIES else f"{code} {figure}"


def _quoted(name: str) -> str:
    """An id or a title, in quotation marks where it could pass for words of the sentence."""
    plain = printable(name)
    if plain != name:  # escaped, and so in quotation marks of its own
        return f"“{plain[1:-1]}”"
    return plain if plain.isascii() and " " not in plain else f"“{plain}”"


def _rest(days: str, name: str) -> str:
    return f"{days}（{name}）"


_TEMPLATES = {
    # The outcome in one line, and what was claimed.
    "headline": "订单 {order_id} 的售后申请 {claim_id}：{result}。",
    "headline_in_part": "订单 {order_id} 的售后申请 {claim_id}：共 {total} 项，其中 {count} 项{result}；{others:;}。",
    "headline.others": "{count} 项{result}",
    "result.approved": "已通过",
    "result.approved_refund": "已通过，将退款 {refund}",
    "result.approved_refund_and_more": "已通过，将退款 {refund}，最多还可退款 {possible}",
    "result.approved_possible": "已通过，最多可退款 {possible}",
    "result.in_dispute": "生产商有异议，待裁定",
    "result.in_dispute_possible": "生产商有异议，待裁定，最多可退款 {possible}",
    "result.under_verification": "待生产商核实",
    "result.under_verification_possible": "待生产商核实，最多可退款 {possible}",
    "result.needs_evidence": "待补充凭证（条款 {clauses:,}）",
    "result.needs_evidence_possible": "待补充凭证（条款 {clauses:,}），最多可退款 {possible}",
    "result.referred": "待 CMOFFER 客服确认",
    "result.referred_possible": "待 CMOFFER 客服确认，最多可退款 {possible}",
    "result.rejected": "已驳回（条款 {clauses:,}）",
    "result.not_governed": "不适用本政策（条款 {clauses:,}）",
    "item.claimed": "{items}：{units} 件，{problem}。",
    "item.claimed_each": "{items}：各 {units} 件，{problem}。",
    "item.decided": "{items}：{units} 件，{problem}，{outcome}。",
    "item.decided_each": "{items}：各 {units} 件，{problem}，{outcome}。",
    "goods.more": "{names:,}（及另外 {count} 项）",
    "goods.numbered": "{name}（第 {number} 项）",
    # What to do, and who acts next.
    "next.acceptance": "CMOFFER 应在{deadline}前受理您的申请（{days} 个工作日内，条款 {clause}）。",
    "next.wait_for_answer": "您暂时无需操作，请等待生产商确认问题或提出异议；政策未规定生产商的答复期限{cite}。",
    "next.cmoffer_decides": "您暂时无需操作。CMOFFER 将根据双方提供的凭证作出裁定，您可以继续补充凭证{cite}。",
    "next.cmoffer_decides_then_shopify": "您暂时无需操作。CMOFFER 将根据双方提供的凭证作出裁定，您可以继续补充凭证；如 CMOFFER 未支持您的申请，您还可以申请由 Shopify 裁定{cite}。",
    "next.shopify_decides": "您暂时无需操作。Shopify 将根据双方提供的凭证作出裁定，您可以继续向 CMOFFER 补充凭证{cite}。",
    "next.cancel_now": "订单尚未投产，请立即联系 CMOFFER 客服取消订单{cite}。",
    "next.cancel_if_not_started": "请立即联系 CMOFFER 客服取消订单。订单仅可在投产前取消，目前无法确认是否已投产{cite}。",
    "next.earlier_policy": "该订单适用此前版本的售后政策，请联系 CMOFFER 获取{cite}。",
    "next.payment": "您无需操作，预计于{days:span}退款至您的 CMOFFER 账户余额{cite}。",
    "next.payment_on_a_day": "您无需操作，预计于{day}退款至您的 CMOFFER 账户余额{cite}。",
    "next.payment_undated": "您无需操作，预计在审核通过后 {first} 至 {last} 个工作日内退款至您的 CMOFFER 账户余额；因缺少审核通过日期，暂无法给出具体到账日期{cite}。",
    "next.payment_undated_one_day": "您无需操作，预计在审核通过后第 {days} 个工作日退款至您的 CMOFFER 账户余额；因缺少审核通过日期，暂无法给出具体到账日期{cite}。",
    "next.replacement_comes": "您无需操作，CMOFFER 将免费补发商品{cite}。",
    "next.worth_nothing": "您无需操作。所申请商品的实付金额为 0，没有可退的款项{cite}。",
    "next.no_units_left": "您无需操作。这些商品已由其他申请或本申请的其他项占用，没有剩余件数可计入{cite}。",
    "next.tell_delivery": "请向 CMOFFER 提供订单的签收日期，质保期从签收日算起{cite}。",
    "next.keeps_its_time": "补充凭证后，申请时间仍以首次提交时间为准；政策未规定补充凭证的期限{cite}。",
    "next.date_may_change": "{day}前后的放假调休安排尚未最终确定，该日期可能调整{cite}。",
    "next.choice": "方案 {number}：{step}",
    "next.claim_again_once_shipped": "请在商品发货后重新提交申请{cite}。",
    "next.tell_shipment": "请向 CMOFFER 提供商品的发货日期；如尚未发货，请在发货后重新提交申请。申请期限从发货日算起{cite}。",
    "next.nothing_helps": "不符合条款 {clauses:,}，根据本政策没有其他可行的处理方式。",
    "step.ask_for_refund": "您可以在{deadline}前重新提交申请，改为申请退款{cite}。",
    "step.ask_for_refund_under_guarantee": "质保条款仍支持退款：您可以在{deadline}前重新提交申请，改为申请退款{cite}。",
    "step.ask_for_refund_at_least": "您可以重新提交申请，改为申请退款，并向 CMOFFER 提供订单的签收日期：质保期从签收日算起，至少到{deadline}{cite}。",
    "step.ask_for_replacement": "质保条款仍支持补发：您可以在{deadline}前重新提交申请，改为申请补发同款商品{cite}。",
    "step.ask_for_replacement_at_least": "您可以重新提交申请，改为申请补发同款商品，并向 CMOFFER 提供订单的签收日期：质保期从签收日算起，至少到{deadline}{cite}。",
    "step.choose_cheaper": "您可以在{deadline}前改为申请补发同款商品或其他商品（标价不超过 {price}）{cite}。",
    "step.choose_cheaper_at_least": "您可以改为申请补发同款商品或其他商品（标价不超过 {price}），并向 CMOFFER 提供订单的签收日期：质保期从签收日算起，至少到{deadline}{cite}。",
    "step.cancel": "您可以在订单投产前重新提交申请，改为申请退款{cite}。",
    "step.ask_shopify": "您可以申请由 Shopify 裁定{cite}。",
    "evidence.missing": "请提供{documents:or}，须清晰显示{details}{cite}。",
    "evidence.missing_either": "请提供{one}，须清晰显示{one_shows}；或提供{other}，须清晰显示{other_shows}{cite}。",
    "evidence.incomplete": "您已提交{document}，但其中未清晰显示{details}，请重新提供{cite}。",
    "evidence.listing": "请提供您店铺的商品页面，须显示您采用的 CMOFFER 商品描述；如页面上的描述与之不一致，申请无法通过{cite}。",
    "then.approved": "完成上述操作后，申请即可通过。",
    "then.in_dispute": "完成上述操作后，将由{adjudicator}对生产商的异议作出裁定。",
    "then.under_verification": "完成上述操作后，申请将由生产商核实。",
    "then.delivery_decides": "届时将根据签收日期确定申请是否在质保期内{cite}。",
    "then.referred": "完成上述操作后，申请将由 CMOFFER 客服确认。",
    # Why: after-sales service and the guarantee.
    "after_sales.in_time": "您于{claimed}提交申请，在售后期限内：{shipped}发货，自次日起算 {days} 天，截止日为{last_day}{cite}。",
    "after_sales.too_late": "您于{claimed}提交申请，已超过售后期限：{shipped}发货，自次日起算 {days} 天，截止日为{last_day}{cite}。",
    "after_sales.too_early": "您于{claimed}提交申请，早于发货时间{shipped}，当时售后期限尚未开始{cite}。",
    "after_sales.shipment_not_known": "缺少发货日期，无法认定申请在售后期限内{cite}。",
    "after_sales.parcel_came_later": "包裹于{delivered}签收，当时售后期限已过；售后期限仍从发货日算起{cite}。",
    "after_sales.guarantee_grants": "但仍可根据质保条款申请{remedy}{cite}。",
    "after_sales.guarantee_may_grant": "但仍有可能根据质保条款申请{remedy}{cite}。",
    "guarantee.in_time": "您于{claimed}提交申请，在质保期内：{shipped}发货，自次日起算 {days} 天，截止日为{last_day}{cite}。",
    "guarantee.in_time_from_delivery": "您于{claimed}提交申请，在质保期内：{delivered}签收，自次日起算 {days} 天，截止日为{last_day}{cite}。",
    "guarantee.too_late": "您于{claimed}提交申请，已超过质保期：{shipped}发货，自次日起算 {days} 天，截止日为{last_day}{cite}。",
    "guarantee.too_late_from_delivery": "您于{claimed}提交申请，已超过质保期：{delivered}签收，自次日起算 {days} 天，截止日为{last_day}{cite}。",
    "guarantee.too_early": "您于{claimed}提交申请，早于发货时间{shipped}，当时质保期尚未开始{cite}。",
    "guarantee.before_delivery": "您于{claimed}提交申请，早于签收时间{delivered}，且缺少发货日期，无法认定质保期已开始{cite}。",
    "guarantee.shipment_not_known": "缺少发货日期，无法认定申请在质保期内{cite}。",
    "guarantee.delivery_not_known": "缺少签收日期，无法确定 {days} 天质保期是否已过{cite}。",
    "guarantee.after_sales_grants": "但仍可根据售后条款申请{remedy}{cite}。",
    "guarantee.covers_problem": "“{problem}”属于质保范围{cite}。",
    "guarantee.does_not_cover_problem": "“{problem}”不属于质保范围{cite}。",
    "replacement.dearer": "您申请补发的商品标价 {asked}，高于原商品标价 {price}{cite}。",
    "replacement.not_dearer": "补发商品的标价不高于原商品{cite}。",
    # Why: the goods, the problem and its cause.
    "receipt.not_reported_lost": "您未反馈商品丢失，视为已收到商品{cite}。",
    "receipt.part_lost": "您反馈订单部分商品丢失，其余商品视为已收到{cite}。",
    "receipt.loss_covered": "您反馈订单全部商品丢失，丢失属于保障范围{cite}。",
    "receipt.all_lost": "您反馈订单全部商品丢失，而本政策仅保障已收到的商品{cite}。",
    "problem.not_attributable": "问题并非由生产商造成，此类申请不予支持{cite}。",
    "listing.differs": "您店铺的商品描述与 CMOFFER 的商品描述不一致{cite}。",
    "change_of_mind.none": "申请原因不属于无理由退换{cite}。",
    "change_of_mind.exchange": "定制商品不支持无理由换货{cite}。",
    "change_of_mind.after_shipment": "商品已发货，定制商品不支持无理由退货{cite}。",
    "corrosion.none_found": "未发现商品接触过腐蚀性物质{cite}。",
    "corrosion.does_not_matter": "经检查，商品接触过腐蚀性物质，但与“{problem}”无关{cite}。",
    "corrosion.leaves_guarantee": "经检查，商品接触过腐蚀性物质，不再享受售后服务，但仍可根据质保条款申请{remedy}{cite}。",
    "corrosion.ends_after_sales": "经检查，商品接触过腐蚀性物质，不再享受售后服务，质保条款也不支持{remedy}{cite}。",
    "corrosion.ends_all_cover": "经检查，商品接触过腐蚀性物质，此类商品不在保障范围内{cite}。",
    "corrosion.ends_cancellation": "经检查，商品接触过腐蚀性物质，订单无法取消{cite}。",
    "misuse.none_found": "未发现因疏忽、使用不当或自然磨损造成的损坏{cite}。",
    "misuse.does_not_matter": "经检查，存在疏忽、使用不当或自然磨损的情况，但与“{problem}”无关{cite}。",
    "misuse.leaves_guarantee": "经检查，存在疏忽、使用不当或自然磨损的情况，不再享受售后服务，但仍可根据质保条款申请{remedy}{cite}。",
    "misuse.ends_after_sales": "经检查，存在疏忽、使用不当或自然磨损的情况，不再享受售后服务，质保条款也不支持{remedy}{cite}。",
    "misuse.ends_all_cover": "经检查，存在疏忽、使用不当或自然磨损的情况，此类损坏不在保障范围内{cite}。",
    "misuse.ends_cancellation": "经检查，存在疏忽、使用不当或自然磨损的情况，订单无法取消{cite}。",
    "unlawful.none_found": "商品未因违法或侵犯第三方权利而被停发、召回、销毁或扣押{cite}。",
    "unlawful.withheld": "商品因违法或侵犯第三方权利被停发、召回、销毁或扣押，损失由您承担{cite}。",
    "cancellation.before_production": "您申请取消时订单尚未投产{cite}。",
    "cancellation.agreed": "CMOFFER 客服已同意取消订单{cite}。",
    "cancellation.declined": "CMOFFER 客服未同意取消订单{cite}。",
    "cancellation.production_started": "订单已投产，定制订单投产后无法取消{cite}。",
    "cancellation.stage_not_known": "无法确认订单是否已投产，而定制订单投产后无法取消{cite}。",
    # Why: the evidence and the answers.
    "proof.compensation_given": "截图显示您已向买家退款或重新发货{cite}。",
    "proof.compensation_missing": "未提供您已向买家退款或重新发货的截图{cite}。",
    "proof.compensation_incomplete": "您提交的退款截图或重新下单截图信息不完整{cite}。",
    "proof.problem_given": "图片或视频能清晰显示商品问题{cite}。",
    "proof.problem_missing": "未提供显示商品问题的图片或视频{cite}。",
    "proof.problem_incomplete": "您提交的图片或视频未能清晰显示商品问题{cite}。",
    "proof.buyer_quoted_given": "已提供买家对问题的文字反馈{cite}。",
    "proof.buyer_quoted_missing": "未提供截图，无法看到买家对问题的文字反馈{cite}。",
    "proof.buyer_quoted_incomplete": "您提交的截图中没有买家对问题的文字反馈{cite}。",
    "proof.description_given": "您店铺的商品描述与 CMOFFER 一致，且已提供测量照片{cite}。",
    "proof.description_missing": "未提供您店铺的商品页面或测量照片{cite}。",
    "proof.description_incomplete": "您提交的商品页面或测量照片未显示所需内容{cite}。",
    "proof.not_needed_once_confirmed": "申请经确认后，无需再提供{cite}。",
    "confirmation.awaited": "生产商尚未答复{cite}。",
    "confirmation.by_responsible_party": "生产商已确认问题{cite}。",
    "confirmation.by_customer_service": "CMOFFER 客服已同意取消订单{cite}。",
    "objection.undecided": "生产商对您的申请提出异议，{adjudicator}尚未裁定{cite}。",
    "ruling.cmoffer_for_seller": "生产商提出异议，CMOFFER 裁定支持您的申请{cite}。",
    "ruling.cmoffer_against_seller": "生产商提出异议，CMOFFER 裁定不支持您的申请{cite}。",
    "ruling.shopify_for_seller": "生产商提出异议，Shopify 裁定支持您的申请{cite}。",
    "ruling.shopify_against_seller": "生产商提出异议，Shopify 裁定不支持您的申请{cite}。",
    "ruling.customer_service_for_seller": "CMOFFER 客服支持您的申请{cite}。",
    "ruling.customer_service_against_seller": "CMOFFER 客服未支持您的申请{cite}。",
    "policy.governs_order": "订单于{placed}下单，本政策适用于{effective}及之后的订单{cite}。",
    "policy.order_is_older": "订单于{placed}下单，早于本政策的生效日期{effective}{cite}。",
    # Units and money.
    "units.drawn_in": "{goods}：整套商品缺一不可，{units} 件随{items}一并计入{cite}。",
    "units.held": "{items}：您申请了 {named} 件，但仅有 {got} 件可计入本申请：{holders:;}。",
    "units.all_held": "{items}：您申请了 {named} 件，但已没有件数可计入本申请：{holders:;}。",
    "units.with_approved_claim": "申请 {claim_id}（已通过）已占用 {units} 件",
    "units.with_open_claim": "申请 {claim_id}（处理中）已占用 {units} 件",
    "units.with_others": "其余申请已占用 {units} 件",
    "money.none": "不予退款。该订单您共支付 {paid}。",
    "money.refund": "将退款 {total}。",
    "money.refund_with_freight": "将退款 {total}，其中商品 {goods}，运费 {freight}{cite}。",
    "money.possible": "如待定事项均获支持，总计最多可退款 {total}。",
    "money.possible_with_freight": "如待定事项均获支持，总计最多可退款 {total}，其中商品 {goods}，运费 {freight}{cite}。",
    "money.paid": "该订单您共支付 {paid}。",
    "money.discounts": "优惠券和折扣部分不予退还{cite}。",
    "allocation.line": "{line}：实付 {paid}，分摊运费 {freight}{cite}。",
    "allocation.line_with_discounts": "{line}：标价 {list_value} - 商品折扣 {line_discount} - 订单折扣 {order_discount} = 实付 {paid}，分摊运费 {freight}{cite}。",
    "allocation.whole_line": "{line}：该商品共 {units} 件，全部计入，商品 {goods} + 运费 {freight}{cite}。",
    "allocation.units": "{line}：该商品共 {of} 件，计入 {units} 件，商品 {goods} + 运费 {freight}{cite}。",
    "allocation.units_after_others": "{line}：该商品共 {of} 件，此前已结算或计入 {before} 件，本申请计入 {units} 件，商品 {goods} + 运费 {freight}{cite}。",
    # For analysts: findings, dates, readings, open points, settings.
    "finding.failed": "条款 {clause}，不符合：{reasons}",
    "finding.missing": "条款 {clause}，待补充：{reasons}",
    "finding.undecided": "条款 {clause}，待定：{reasons}",
    "finding.not_needed": "条款 {clause}，无需满足：{reasons}",
    "finding.met": "条款 {clause}，符合：{reasons}",
    "finding.not_applicable": "不适用的条款：{clauses:,}。",
    "date.after_sales": "售后期限：截至{deadline}；{shipped}发货，自次日起算 {days} 天{cite}。",
    "date.guarantee": "质保期：截至{deadline}；{start}发货，自次日起算 {days} 天{cite}。",
    "date.guarantee_from_delivery": "质保期：截至{deadline}；{start}签收，自次日起算 {days} 天{cite}。",
    "date.guarantee_at_least": "质保期：至少到{deadline}；自签收次日起算 {days} 天，但缺少签收日期，暂按{start}发货推算{cite}。",
    "date.acceptance": "CMOFFER 受理：截至{deadline}；{submitted}提交，自次日起算 {days} 个工作日{cite}。",
    "date.acceptance_from_the_hour": "CMOFFER 受理：截至{deadline}；{submitted}提交，自提交时刻起算 {days} 个工作日，每个工作日按 24 小时计{cite}。",
    "date.arrival": "到账：预计{first_day}至{deadline}；{approved}审核通过{cite}。",
    "date.rest_days": "其中不计入的休息日：{days}{cite}。",
    "reading.assumed": "本结论采用的解释：{value}{cite}。",
    "reading.otherwise": "如按“{other}”解释（{other:code}），则{effects:;}。",
    "reading.none_matters": "单独改用任何一项其他解释，均不影响本结论。",
    "reading.not_compared": "未比较其他解释：比较须使用作出本结论时的工作日历（版本 {version}）。",
    "effect.outcome": "结果变为“{outcome}”",
    "effect.adjudicator": "改由{adjudicator}裁定",
    "effect.remedies": "支持{remedies:or}",
    "effect.no_remedy": "不支持任何处理方式",
    "effect.windows": "申请截止日不同",
    "effect.undated": "期限超出日历范围，无法作出结论",
    "effect.refund": "将退款 {refund}",
    "effect.refund_and_more": "将退款 {refund}，最多还可退款 {possible}",
    "effect.possible": "最多可退款 {possible}",
    "effect.no_refund": "不予退款",
    "effect.acceptance": "CMOFFER 应在{deadline}前受理",
    "open.evidence": "凭证不齐全；申请时间仍以首次提交时间为准（条款 4.1）。",
    "open.verification": "生产商尚未答复（条款 4.3）。",
    "open.ruling": "生产商的异议尚未裁定（条款 4.3 和 2.2）。",
    "open.customer_service": "CMOFFER 客服尚未答复订单能否取消（条款 2.4）。",
    "open.shipment_unknown": "缺少发货日期；补充后，申请可能在期限内（条款 1 和 2.3）。",
    "open.delivery_unknown": "缺少签收日期；补充后，申请可能在质保期内（条款 2.3）。",
    "open.claimed_before_delivery": "申请时间早于订单记录的签收时间，请核对这两个时间。",
    "open.approved_without_ground": "记录显示申请已审核通过，但根据本政策不应通过。",
    "open.units_held": "本申请所列的商品中，部分件数已由该订单的其他申请占用。",
    "open.approval_time": "缺少审核通过日期；有审核通过日期的其他申请优先占用件数。",
    "open.provisional_deadline": "部分日期前后的放假调休安排尚未最终确定，这些日期可能调整。",
    "settings.policy": "适用政策：《{policy:plain}》；工作日历版本：{calendar}。",
    "settings.default_readings": "政策不明确之处，均按本程序建议的解释处理，未作更改。",
    "settings.readings": "政策不明确之处，除以下各项外，均按本程序建议的解释处理：{readings:code}。",
    # The cards.
    "card.claims": "订单 {order_id} 的售后申请",
    "timeline.shipped": "{day}发货",
    "timeline.delivered": "{day}签收",
    "timeline.claimed": "{day}申请",
    "timeline.approved": "{day}审核通过",
    "timeline.after_sales": "售后期限至{end}",
    "timeline.guarantee": "质保期至{end}",
    "timeline.guarantee_at_least": "质保期至少到{end}",
    "timeline.acceptance": "最晚{end}受理",
    "timeline.arrival": "预计最晚{end}到账",
    "timeline.after_sales_provisional": "售后期限至{end}（可能调整）",
    "timeline.guarantee_provisional": "质保期至{end}（可能调整）",
    "timeline.guarantee_at_least_provisional": "质保期至少到{end}（可能调整）",
    "timeline.acceptance_provisional": "最晚{end}受理（可能调整）",
    "timeline.arrival_provisional": "预计最晚{end}到账（可能调整）",
    "time.beijing": "以上日期和时间均为北京时间。",
}  # fmt: skip

_TITLES = {
    "next": "下一步",
    "reasons": "原因",
    "findings": "逐条结论",
    "units": "数量",
    "money": "金额",
    "dates": "日期",
    "readings": "政策不明确之处",
    "open": "待确定事项",
    "settings": "依据",
    "when": "时间",
    "timeline": "时间轴",
    "rest": "不计入的日期：周末和节假日",
    "undecided": "待定",
    "clause": "条款",
    "finding": "结论",
    "reason": "原因",
    "to_be_refunded": "将退款",
    "still_possible": "最多可退款",
    "line": "商品",
    "count": "件数",
    "goods": "商品金额",
    "freight": "运费",
    "sum": "合计",
    "claim": "申请",
    "submitted": "提交日期",
    "remedy": "申请类型",
    "items": "项数",
    "result": "结果",
    "balance": "订单金额汇总",
    "at_most": "最多退款总额",
    "refundable": "剩余可申请商品金额",
    "units_left": "剩余可申请件数",
    "allocation": "计算明细",
    "list_value": "标价",
    "discounts": "折扣",
    "paid": "实付",
    "freight_share": "分摊运费",
}

_TERMS: dict[Term, str] = {
    Problem.WRONG_ITEM: "发错货",
    Problem.BROKEN: "到货破损",
    Problem.DEFECTIVE: "质量问题",
    Problem.WRONG_BIRTHSTONE: "生辰石错误",
    Problem.WRONG_ENGRAVING: "刻字错误",
    Problem.WRONG_SIZE: "尺寸错误",
    Problem.NOT_AS_DESCRIBED: "与描述不符",
    Problem.LOST: "商品丢失",
    Problem.CHANGE_OF_MIND: "无理由退换",
    Problem.NOT_ATTRIBUTABLE: "非生产商原因",
    Cause.CORROSION: "接触腐蚀性物质",
    Cause.MISUSE: "疏忽、使用不当或自然磨损",
    Cause.UNLAWFUL: "因违法或侵犯第三方权利被停发或扣押",
    Cause.LISTING_DIFFERS: "店铺商品描述与 CMOFFER 不一致",
    Remedy.REFUND: "退款",
    Remedy.REPLACEMENT: "补发",
    ProductionStage.NOT_STARTED: "尚未投产",
    ProductionStage.STARTED: "已投产",
    Document.REFUND_SCREENSHOT: "向买家退款的截图",
    Document.REDISPATCH_SCREENSHOT: "为买家在 CMOFFER 重新下单的截图",
    Document.PICTURE: "商品图片",
    Document.VIDEO: "商品视频",
    Document.CHAT_SCREENSHOT: "与买家的聊天截图",
    Document.REFUND_REMARK: "买家退款备注截图",
    Document.LISTING: "您店铺的商品页面",
    Document.MEASUREMENT_PHOTO: "测量照片",
    Detail.ORDER_NUMBER: "您店铺的订单号",
    Detail.PRODUCT_INFORMATION: "商品信息",
    Detail.LOGISTICS_NUMBER: "物流单号",
    Detail.CMOFFER_ORDER_NUMBER: "CMOFFER 订单号",
    Detail.PRODUCED_OR_SHIPPED: "“已生产”或“已发货”状态",
    Detail.PROBLEM_VISIBLE: "商品问题",
    Detail.BUYER_FEEDBACK: "买家对问题的文字反馈",
    Detail.MATCHES_CMOFFER_LISTING: "与 CMOFFER 一致的商品描述",
    Detail.MEASUREMENT_READABLE: "尺寸或重量",
    Verification.PENDING: "尚未答复",
    Verification.CONFIRMED: "已确认",
    Verification.CONTESTED: "有异议",
    Verification.RULED_FOR_SELLER: "裁定支持卖家",
    Verification.RULED_AGAINST_SELLER: "裁定不支持卖家",
    Verification.SHOPIFY_RULED_AGAINST_SELLER: "Shopify 裁定不支持卖家",
    Actor.SELLER: "卖家",
    Actor.CMOFFER: "CMOFFER",
    Actor.RESPONSIBLE_PARTY: "生产商",
    Actor.SHOPIFY: "Shopify",
    Actor.CUSTOMER_SERVICE: "CMOFFER 客服",
    Action.ACCEPT: "受理申请",
    Action.ADD_EVIDENCE: "补充凭证",
    Action.ANSWER: "确认或提出异议",
    Action.RULE: "裁定异议",
    Action.SAY_IF_CANCELLABLE: "答复订单能否取消",
    Action.PAY: "退款",
    Action.REPLACE: "补发",
    Outcome.APPROVED: "已通过",
    Outcome.IN_DISPUTE: "生产商有异议，待裁定",
    Outcome.UNDER_VERIFICATION: "待生产商核实",
    Outcome.NEEDS_EVIDENCE: "待补充凭证",
    Outcome.REFERRED: "待 CMOFFER 客服确认",
    Outcome.REJECTED: "已驳回",
    Outcome.NOT_GOVERNED: "不适用本政策",
    Status.MET: "符合",
    Status.FAILED: "不符合",
    Status.NOT_NEEDED: "无需满足",
    Status.MISSING: "待补充",
    Status.NOT_APPLICABLE: "不适用",
    Phase.NOT_SHIPPED: "未发货",
    Phase.BOTH_OPEN: "售后期限和质保期内",
    Phase.AFTER_SALES_OPEN: "售后期限内",
    Phase.GUARANTEE_OPEN: "质保期内",
    Phase.GUARANTEE_UNKNOWN: "质保期待确认",
    Phase.NONE_OPEN: "已过期限",
    GuaranteeGrants.REPLACEMENT: "质保仅支持补发",
    GuaranteeGrants.NOTHING: "质保不提供售后服务以外的保障",
    GuaranteeGrants.EITHER: "质保支持退款和补发",
    ExclusionScope.EVERYTHING: "除外情形不享受任何保障",
    ExclusionScope.AFTER_SALES_ONLY: "除外情形仅不享受售后服务",
    CorrosionScope.ANY_PROBLEM: "接触腐蚀性物质的商品，任何问题均不保障",
    CorrosionScope.DAMAGE_ONLY: "接触腐蚀性物质的商品，仅破损和质量问题不保障",
    MisuseScope.DAMAGE_ONLY: "使用不当的商品，仅破损和质量问题不保障",
    MisuseScope.ANY_PROBLEM: "使用不当的商品，任何问题均不保障",
    Loss.PART_ONLY: "部分商品丢失予以保障，全部丢失不予保障",
    Loss.COVERED: "部分或全部商品丢失均予保障",
    ReplacementProof.AS_FOR_REFUND: "申请补发也须证明已先向买家退款或重新发货",
    ReplacementProof.PROBLEM_ONLY: "申请补发仅须证明商品问题",
    ProofAfterConfirmation.STILL_NEEDED: "申请经确认后仍须提供凭证",
    ProofAfterConfirmation.WAIVED: "申请经确认后无需再提供凭证",
    GuaranteeStart.SHIPMENT: "质保期从发货日算起",
    GuaranteeStart.DELIVERY: "质保期从签收日算起",
    WindowEnd.AS_COUNTED: "截止日为休息日的，不顺延",
    WindowEnd.NEXT_WORKING_DAY: "截止日为休息日的，顺延至下一工作日",
    AcceptanceClock.WHOLE_DAYS: "受理期限按整日计算",
    AcceptanceClock.FROM_THE_HOUR: "受理期限从提交时刻算起",
    FreightWeight.PAID_VALUE: "运费按各商品实付金额分摊",
    FreightWeight.LIST_VALUE: "运费按各商品标价分摊",
    Adjudicator.CMOFFER_THEN_SHOPIFY: "异议先由 CMOFFER 裁定，仍有争议的由 Shopify 裁定",
    Adjudicator.CMOFFER: "异议仅由 CMOFFER 裁定",
    Adjudicator.SHOPIFY: "异议仅由 Shopify 裁定",
    Cancellation.REFER: "投产前取消订单，由 CMOFFER 客服确认",
    Cancellation.REFUND: "投产前取消订单，予以退款",
}

_GISTS = {
    "1": "发货后 30 天内可申请售后。",
    "2.1": "仅限已收到的定制商品；反馈问题即视为已收到。",
    "2.2": "双方无法达成一致时，由 Shopify 裁定。",
    "2.3": "个性化商品在 60 天质保期内，免费补发同款商品或价格不高于原商品的商品。",
    "2.3.1": "质保涵盖发错货、到货破损和质量问题。",
    "2.3.2": "质保涵盖生辰石、刻字和尺寸错误。",
    "2.4": "定制订单投产后，无法取消并退款。",
    "2.5.1": "接触腐蚀性物质的商品不在保障范围内。",
    "2.5.2": "因疏忽、使用不当或自然磨损造成的损坏不在保障范围内。",
    "2.5.3": "氧化银饰需小心使用。",
    "3.1": "截图证明卖家已向买家退款或重新发货。",
    "3.2.1": "图片或视频能清晰显示问题。",
    "3.2.2": "截图中有买家对问题的文字反馈，且问题应由生产商负责。",
    "3.2.3": "与描述不符时，店铺描述与 CMOFFER 一致，并有照片证明尺寸或重量。",
    "3.2.4": "CMOFFER 可能要求提供其他凭证。",
    "4.1": "即使凭证尚不齐全，也以提交时间作为申请时间。",
    "4.2": "CMOFFER 在 2 个工作日内受理申请并转交责任方（通常为生产商）。",
    "4.3": "责任方（通常为生产商）确认的，申请通过；有异议的，由 CMOFFER 裁定。",
    "4.4": "审核通过后 1 至 3 个工作日内，退款至卖家的 CMOFFER 账户余额。",
    "5.1": "不支持无理由退换货。",
    "5.2": "商品因违法或侵犯第三方权利被停发、召回、销毁或扣押的，损失由卖家承担。",
    "5.3": "成套商品的其余部件可单独使用时，只能就有问题的部件申请售后。",
    "5.4.1": "退款不超过实付金额；优惠券和折扣不予退还。",
    "5.4.2": "部分退款时，运费按购买金额比例退还。",
    "6.1": "适用于2023年1月1日及之后的订单。",
    "6.2": "政策的最终解释权归 CMOFFER 所有。",
}

_HOLIDAYS = {
    "weekend": "周末",
    "New Year's Day": "元旦",
    "Chinese New Year": "春节",
    "Chinese New Year's Eve": "除夕",
    "Chinese New Year Extended Holiday": "春节延长假期",
    "Tomb-Sweeping Day": "清明节",
    "Labor Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-Autumn Festival": "中秋节",
    "National Day": "国庆节",
    "70th Anniversary of the Victory of the Chinese People's War of Resistance against Japanese Aggression and the "
    "World Anti-Fascist War": "中国人民抗日战争暨世界反法西斯战争胜利 70 周年纪念日",
}

CHINESE = Language(
    code="zh-CN",
    templates=_TEMPLATES,
    titles=_TITLES,
    terms=_TERMS,
    gists=_GISTS,
    holidays=_HOLIDAYS,
    day=_day,
    short_day=_short_day,
    hour=_hour,
    span=_span,
    amount=_amount,
    listed=_listed,
    until=_until,
    rest=_rest,
    between="",
    cite="（条款 {clause}）",
    about="：",
    comma="、",
    semicolon="；",
    joined=_joined,
    quoted=_quoted,
)
