"""The words of the reference's pages in both languages, and of the kinds of values in YAML files."""

from __future__ import annotations

KINDS = {
    "list of ": "若干：", "mapping of ": "映射：", " to ": " → ", "mapping": "映射", "list": "列表",
    "as its keys have it": "见其各键", "empty": "空", "Untitled study": "未命名研究",
    "whole number": "整数", "number": "数", "true or false": "true 或 false", "text": "文本", "anything": "任意",
}  # fmt: skip
WORDS = {
    "en": {
        "commands": "Commands", "common": "Every command also takes `--help`, `--lang en|zh` and `--quiet`.",
        "option": "Option or argument", "means": "What it does", "default": "Default", "keys": "Keys of the YAML files",
        "key": "Key", "kind": "What may stand there", "must": "must be given", "none_given": "none",
        "keys_head": "`[]` after a key stands for the entries of a list, `NAME` for a name that you choose.",
        "codes": "Codes of errors and findings", "code": "Code", "message": "Message", "where": "Where it is said",
        "errors": "Errors", "issues": "Findings", "or": " / ",
        "codes_head": "An error ends a command with status 1. Its code stands in brackets at the end of its line. "
        "What stands in braces is filled in. What to do stands in the message itself.",
        "issues_head": "A finding is listed and kept in `work/issues.jsonl`; it does not stop the rest. "
        "E: something could not be used; W: a doubt. 1 spans, 2 relations, 3 attributes, 4 tasks and answers, "
        "5 reconciling and deciding, 6 agreement.",
        "plugins": "Plug-ins", "name": "Name", "group": "Entry-point group: ",
        "plugins_head": "What can be chosen by name. A package of your own adds to a group with an entry point; "
        "see [architecture](../architecture.md).", "none": "Nothing is built in; packages may add.",
        "schemas": "JSON Schemas", "field": "Field", "type": "Type", "meaning": "Meaning",
        "made_of": "Made of ", "parts": "Parts",
        "download": "The schema as JSON",
        "schemas_head": "The shape of each record in `work/`, one JSON object a line; "
        "what they are made of stands at the end.",
        "python_head": "What is public: names and meanings change only with a new major version, and with a line "
        "in the changelog. How the stages are called one after the other is shown in "
        "[As a library](../architecture.md#as-a-library).",
        "python_model": "The values", "python_ground": "What all stages share", "python_ingest": "Ingest",
        "python_seeding": "Seed", "python_labelstudio": "Label Studio", "python_agreement": "Agreement",
        "python_reconcile": "Reconcile", "python_tables": "Tables", "python_exchange": "Other programs",
        "python": "Python", "dependencies": "Dependencies and licences", "version": "Version", "licence": "Licence",
        "extra": "Brought by", "core": "the core", "unstated": "not stated by the package",
        "dependencies_head": "What the core and each extra bring, with the licence that each package states. "
        "None is under the AGPL; a test holds that.",
        "carried": "The pages of long tables carry code out of `itables`, whose notices are:",
        "modules": "Modules", "modules_head": "Every module in one line, by package.", "module": "Module",
    },
    "zh": {
        "commands": "命令", "common": "每条命令还可加 `--help`、`--lang en|zh` 与 `--quiet`。",
        "option": "选项或参数", "means": "作用", "default": "缺省", "keys": "YAML 文件的键",
        "key": "键", "kind": "可填内容", "must": "必填", "none_given": "无",
        "keys_head": "键后的 `[]` 表示列表中的各项，`NAME` 表示自取的名称。",
        "codes": "错误与问题代码", "code": "代码", "message": "消息", "where": "出处",
        "errors": "错误", "issues": "问题", "or": " / ",
        "codes_head": "出错时命令以状态 1 结束，代码写在该行末尾的方括号中。"
        "花括号中的内容在运行时填入。如何处理写在消息里。",
        "issues_head": "问题会列出并保存在 `work/issues.jsonl` 中，其余工作照常进行。E：有内容无法使用；W：存疑。"
        "1 片段，2 关系，3 属性，4 任务与作答，5 调和与裁定，6 一致性。",
        "plugins": "插件", "name": "名称", "group": "入口点组：",
        "plugins_head": "可按名称选用的部件。您自己的软件包可经入口点向各组添加，"
        "参见[架构](../architecture.md)。", "none": "没有内置的；软件包可以添加。",
        "schemas": "JSON Schema", "field": "字段", "type": "类型", "meaning": "含义",
        "made_of": "其中含有：", "parts": "组成部分",
        "download": "JSON 格式的 Schema",
        "schemas_head": "`work/` 中各类记录的形状，每行一个 JSON 对象；末尾是它们的组成部分。",
        "python": "Python 接口", "dependencies": "依赖与许可证", "version": "版本", "licence": "许可证",
        "extra": "来自", "core": "核心", "unstated": "软件包未注明",
        "dependencies_head": "核心与各附加包所带来的软件包，及其自行注明的许可证。其中没有 AGPL，由测试保证。",
        "carried": "长表的页面内含 `itables` 包中的程序，其声明如下：",
        "python_head": "下列模块与名称是公开的：名称与含义只随新的主版本改变，并记入更新日志。"
        "怎样依次调用各阶段，见[作为程序库](../architecture.md#as-a-library)。",
        "python_stage": '各名称的说明取自代码，为英文：点名称，或见<a href="{english}">本页的英文版</a>。',
        "python_model": "值", "python_ground": "各阶段共用", "python_ingest": "读入", "python_seeding": "预标",
        "python_labelstudio": "Label Studio", "python_agreement": "一致性", "python_reconcile": "调和",
        "python_tables": "表格", "python_exchange": "其他程序",
        "modules": "模块", "modules_head": "每个模块一行，按软件包排列。说明取自代码，为英文。", "module": "模块",
    },
}  # fmt: skip
