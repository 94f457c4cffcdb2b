"""What the metrics and units of a report are called, in English and Chinese, for people who read it.

The name of a metric in files is its id; what stands here says in a few words
what it counts. A plug-in's metric has its id alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from annotate.schema import Both, Schema, both


def _both(en: str, zh: str) -> Both:
    return {"en": en, "zh": zh}


METRIC_NAMES: Mapping[str, Both] = {
    "alpha_cu": _both("labels where both marked", "双方都标之处，标签是否相同"),
    "alpha_ku": _both("one label against the rest", "某一标签与其余标签"),
    "alpha_u": _both("unitized α: place and label", "单元化 α：位置与标签"),
    "alpha_u_2004": _both("unitized α as of 2004", "单元化 α（2004 年的公式）"),
    "alpha_u_binary": _both("unitized α: marked or not", "单元化 α：标或未标"),
    "attribute_alpha": _both("attributes of matched spans", "匹配片段的属性"),
    "cohen_kappa_character": _both("Cohen's κ on characters", "Cohen κ，按字"),
    "cohen_kappa_sentence": _both("Cohen's κ on sentences", "Cohen κ，按句"),
    "fleiss_kappa_character": _both("Fleiss' κ on characters", "Fleiss κ，按字"),
    "fleiss_kappa_sentence": _both("Fleiss' κ on sentences", "Fleiss κ，按句"),
    "gamma": _both("γ: place and label, best alignment", "γ：位置与标签，取最佳对齐"),
    "gamma_cat": _both("γ of the labels aligned", "γ：只看对齐后的标签"),
    "gamma_cat_missing": _both("the same, the unaligned counted", "同上，无对应者计入"),
    "krippendorff_alpha_character": _both("Krippendorff's α on characters", "Krippendorff α，按字"),
    "krippendorff_alpha_sentence": _both("Krippendorff's α on sentences", "Krippendorff α，按句"),
    "label_alpha": _both("labels of matched spans", "匹配片段的标签"),
    "pairwise_f1_character": _both("F1 of characters", "字的 F1"),
    "pairwise_f1_exact": _both("F1 of spans, same edges", "片段的 F1，起止相同"),
    "pairwise_f1_overlap": _both("F1 of spans, half overlapping", "片段的 F1，过半重叠"),
    "position_f1": _both("F1 of spans whatever the label", "片段的 F1，不论标签"),
    "relation_f1": _both("F1 of relations", "关系的 F1"),
    "relation_f1_edge": _both("F1 of relations whatever the type", "关系的 F1，不论类型"),
}
UNITS: Mapping[str, Both] = {
    "span": _both("span", "片段"),
    "character": _both("character", "字"),
    "sentence": _both("sentence", "句"),
    "relation": _both("relation", "关系"),
    "attribute": _both("attribute", "属性"),
}
KINDS: Mapping[str, Both] = {
    "*seeded": _both("pre-marked tasks", "带预标的任务"),
    "*blank": _both("blank tasks", "空白任务"),
    "*pilot": _both("round: pilot", "轮次：试标"),
    "*main": _both("round: main", "轮次：正式"),
}
FATES: Mapping[str, Both] = {
    "kept": _both("kept", "保留"),
    "moved": _both("moved", "移动"),
    "new": _both("new", "新增"),
    "removed": _both("removed", "删去"),
}
EVERYBODY = _both("all", "全体")


def kind_name(place: str) -> Both:
    """Return what a kind of tasks, or a round, is called: `*blank`, `*pilot`, `*second`.

    >>> kind_name("*second")["en"]
    'round: second'
    """
    name = place.removeprefix("*")
    return KINDS.get(place) or _both(f"round: {name}", f"轮次：{name}")


def titles_of(schema: Schema) -> dict[str, Both]:
    """Return what the schema calls labels, relations, and attributes (`label.attribute`)."""
    found = {label.id: both(label.title, label.id) for label in schema.labels}
    found |= {relation.id: both(relation.title, relation.id) for relation in schema.relations}
    for label in schema.labels:
        for kind in label.attributes:
            of, own = found[label.id], both(kind.title, kind.id)
            found[f"{label.id}.{kind.id}"] = {"en": f"{of['en']}: {own['en']}", "zh": f"{of['zh']}：{own['zh']}"}
    return found
