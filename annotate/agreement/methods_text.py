"""A paragraph for a paper's section on methods, in English and Chinese, with the numbers filled in.

Only figures that were computed and are defined are named; what is undefined is
said to be. The citations follow the paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from annotate.agreement.gamma import N_SAMPLES
from annotate.agreement.names import kind_name
from annotate.model import Agreement, Score
from annotate.schema import Both

Language = Literal["en", "zh"]
ALL = "*"
APART = ("pairwise_f1_overlap", "alpha_u", "krippendorff_alpha_sentence")
"""What is told of the rounds, and of blank and pre-marked tasks, each by itself."""
CITATIONS = {
    "pairwise_f1_overlap": "Hripcsak, G., & Rothschild, A. S. (2005). Agreement, the F-measure, and reliability in "
    "information retrieval. JAMIA, 12(3), 296–298. https://doi.org/10.1197/jamia.M1733",
    "alpha_u": "Krippendorff, K., Mathet, Y., Bouvry, S., & Widlöcher, A. (2016). On the reliability of unitizing "
    "textual continua: Further developments. Quality & Quantity, 50(6), 2347–2364. https://doi.org/10.1007/s11135-015-0266-1",
    "gamma": "Mathet, Y., Widlöcher, A., & Métivier, J.-P. (2015). The unified and holistic method gamma (γ) for "
    "inter-annotator agreement measure and alignment. Computational Linguistics, 41(3), 437–479. "
    "https://doi.org/10.1162/COLI_a_00227",
    "gamma_cat": "Mathet, Y. (2017). The agreement measure γcat, a complement to γ focused on categorization of a "
    "continuum. Computational Linguistics, 43(3), 661–681. https://doi.org/10.1162/COLI_a_00296",
    "krippendorff_alpha_sentence": "Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard "
    "reliability measure for coding data. Communication Methods and Measures, 1(1), 77–89. "
    "https://doi.org/10.1080/19312450709336664",
}
NAMES: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "pairwise_f1_overlap": "mean pairwise F1 of spans matched at an intersection over union of at least 0.5",
        "alpha_u": "Krippendorff's unitized alpha (uα)",
        "gamma": f"γ (α = β = Δ∅ = 1, {N_SAMPLES} samples)",
        "gamma_cat": "γcat",
        "krippendorff_alpha_sentence": "Krippendorff's nominal α on sentences",
        "relation_f1": "mean pairwise F1 of relations whose ends match so",
    },
    "zh": {
        "pairwise_f1_overlap": "两两标注者片段的平均F1（交并比不低于0.5即视为匹配）",
        "alpha_u": "Krippendorff的单元化α（uα）",
        "gamma": f"γ（α＝β＝Δ∅＝1，抽样{N_SAMPLES}次）",
        "gamma_cat": "γcat",
        "krippendorff_alpha_sentence": "句子层面的Krippendorff名义α",
        "relation_f1": "两端片段均匹配的关系的平均F1",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was annotated.

    Args:
        seeded: of the tasks, how many were given with pre-marks.
        begun: somebody's span comes from one of these.
    """

    documents: int
    annotators: int
    spans: int
    seeded: int
    tasks: int
    begun: bool = True


def methods(agreement: Agreement, counts: Counts, lang: Language, titles: Mapping[str, Both] | None = None) -> str:
    """Return the paragraph; `titles` says what labels are called, which stand by their ids without it."""
    figures = list(_figures(agreement, lang, titles or {}))
    apart = list(_apart(agreement, lang))
    with_bounds = any(interval(score) for score in overall(agreement) if score.metric in NAMES[lang])
    if lang == "zh":
        return _chinese(counts, figures, apart, with_bounds=with_bounds)
    opening = (
        f"{counts.annotators} annotators independently annotated {counts.documents} documents and marked "
        f"{counts.spans} spans. "
    )
    outcome = "which inflates agreement" if counts.begun else "from which nobody's spans come"
    seeded = (
        f"Of {counts.tasks} tasks {counts.seeded} were given with pre-marks by rules, {outcome}. "
        if counts.seeded
        else ""
    )
    bounds = "; brackets hold 95 % percentile bootstrap intervals over sections" if with_bounds else ""
    basis = f"Only passages in which a label was asked for of all compared are counted{bounds}. "
    found = f"We found {'; '.join(figures)}." if figures else ""
    return opening + seeded + basis + found + (f" Apart: {'; '.join(apart)}." if apart else "")


def _chinese(counts: Counts, figures: list[str], apart: list[str], *, with_bounds: bool) -> str:
    opening = f"{counts.annotators}名标注者独立标注{counts.documents}篇文献，共得{counts.spans}个片段。"
    outcome = "预标文本上的一致性会偏高" if counts.begun else "但无一片段出自预标"
    seeded = f"{counts.tasks}项任务中有{counts.seeded}项带有规则预标，{outcome}。" if counts.seeded else ""
    bounds = "；方括号内为按章节重抽样的95%自助法区间" if with_bounds else ""
    basis = f"仅比较同一标签向双方都提出过的段落{bounds}。"
    found = f"结果如下：{'；'.join(figures)}。" if figures else ""
    return opening + seeded + basis + found + (f"分别计算：{'；'.join(apart)}。" if apart else "")


def _figures(agreement: Agreement, lang: Language, titles: Mapping[str, Both]) -> Iterator[str]:
    found = {s.metric: s for s in overall(agreement)}
    for metric, name in NAMES[lang].items():
        score = found.get(metric)
        if score is not None:
            yield f"{_equals(name, score, lang)}{_by_label(agreement, metric, lang, titles)}"


def _equals(name: str, score: Score, lang: Language) -> str:
    undefined = "无定义" if lang == "zh" else "undefined"
    value = undefined if score.value is None else f"{score.value:.3f}"
    return f"{name}{'＝' if lang == 'zh' else ' = '}{value}{interval(score)}"


def _apart(agreement: Agreement, lang: Language) -> Iterator[str]:
    """Yield the figures of each round, and of blank and pre-marked tasks, where a study has several of them."""
    kinds: dict[str, dict[str, Score]] = {}
    known = {ALL, *agreement.documents}
    for score in agreement.scores:
        everybody = score.label == ALL and score.annotators == agreement.annotators
        if everybody and score.metric in APART and score.document not in known:
            kinds.setdefault(score.document, {})[score.metric] = score
    for place, found in kinds.items():
        told = [_equals(NAMES[lang][metric], found[metric], lang) for metric in APART if metric in found]
        name = kind_name(place)[lang]
        yield f"{name}（{'，'.join(told)}）" if lang == "zh" else f"{name} ({', '.join(told)})"


def _by_label(agreement: Agreement, metric: str, lang: Language, titles: Mapping[str, Both]) -> str:
    """Return the figures of the labels, of the first metric only: a paragraph is no table."""
    if metric != next(iter(NAMES[lang])):
        return ""
    found = [
        f"{titles[score.label][lang] if score.label in titles else score.label} {score.value:.3f}"
        for score in agreement.scores
        if score.metric == metric
        and score.label != ALL
        and score.document == ALL
        and score.annotators == agreement.annotators
        and score.value is not None
    ]
    listed = ("，" if lang == "zh" else ", ").join(found)
    return (f"（{listed}）" if lang == "zh" else f" ({listed})") if len(found) > 1 else ""


def overall(agreement: Agreement) -> Iterator[Score]:
    """Yield the figures of all labels, documents and annotators together."""
    for score in agreement.scores:
        if score.label == score.document == ALL and score.annotators == agreement.annotators:
            yield score


def interval(score: Score) -> str:
    """Return the interval in brackets, or nothing."""
    return "" if score.low is None or score.high is None else f" [{score.low:.3f}, {score.high:.3f}]"


def citations(agreement: Agreement) -> list[str]:
    """Return what must be cited for the figures named."""
    found = {score.metric for score in overall(agreement)}
    return [text for metric, text in CITATIONS.items() if metric in found]
