"""The words of the bench in Chinese, for the Chinese page on performance."""

from __future__ import annotations

import re
from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    # The heads of the table.
    "stage": "阶段", "who": "谁", "unit": "单元",
    "µs a unit": "每单元 µs", "ours to it": "与对方之比",
    "growth": "增长",     "peak, MiB": "峰值，MiB", "bound": "界限",
    # Units.
    "character": "字", "span": "片段", "row": "行", "start": "启动", "task": "任务",
    "document": "文档", "paper": "论文",
    # Stages.
    "ingest": "读入", "segment": "分词", "segment in spaCy": "在 spaCy 中分词", "open the model": "打开模型",
    "seed": "预标", "push": "送出", "pull": "取回",
    "pull, nothing new": "取回，没有新的",
    "α over characters": "α，按字", "F1 of pairs, exact": "各对的 F1，起止相同", "γ of one document": "一篇文档的 γ",
    "reconcile": "调和", "make the table": "做表", "write CSV": "写 CSV", "write XLSX": "写 XLSX",
    "write HTML": "写 HTML",
    "annotate export": "`annotate export`", "annotate --help": "`annotate --help`",
    "annotate compare": "`annotate compare`",
    # What is measured beside ours.
    "bare reading": "只读文件", "spaCy, characters and sentences only": "spaCy，只有字与句",
    "spaCy with pkuseg": "spaCy 加 pkuseg", "spaCy with pkuseg, no rules": "spaCy 加 pkuseg，没有规则",
    "the same rules in spaCy's Matcher": "同样的规则，用 spaCy 的 Matcher",
    "the same, alternatives gathered": "同上，备选合并",
    "the SDK's import": "SDK 的导入", "the SDK's snapshot": "SDK 的快照", "importing the SDK": "导入 SDK",
    "bratiaa, from its files": "bratiaa，由其文件", "bratiaa, counting only": "bratiaa，只计数",
    "reading what goes in and what came out, writing the latter": "读进来的与出去的，写出去的",
    "pandas, openpyxl": "pandas、openpyxl", "an empty Typer app": "空的 Typer 程序",
}  # fmt: skip
_CORPUS = re.compile(r"(?P<papers>\d+) papers of (?P<length>[\d,]+) characters at 1×")


def word(text: str, lang: str) -> str:
    """Return a word of the bench in a language; names of programs are the same in both."""
    return CHINESE.get(text, text) if lang == "zh" else text


def corpus(text: str, lang: str) -> str:
    """Return what was measured on, in a language."""
    if lang == "zh" and (found := _CORPUS.fullmatch(text)):
        return f"1× 为 {found['papers']} 篇论文，每篇 {found['length']} 字"
    return "某个文件夹中的论文" if lang == "zh" else text
