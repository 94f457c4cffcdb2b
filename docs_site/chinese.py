"""What modules and plug-ins say of themselves, in Chinese: their docstrings are English, for who reads the code.

A line of English is followed by its Chinese. A test asks for every sentence that the reference shows on the pages of
plug-ins, of Python and of JSON Schemas, so a docstring that changes is told anew here.
"""

from __future__ import annotations

from collections.abc import Mapping

_LINES = """
Write brat/WHO/PAPER.txt and .ann for each layer, and brat/WHO/annotation.conf.
写出每一层的 brat/WHO/PAPER.txt 与 .ann，以及 brat/WHO/annotation.conf。
Write cas/WHO/PAPER.xmi for each layer, and cas/TypeSystem.xml.
写出每一层的 cas/WHO/PAPER.xmi，以及 cas/TypeSystem.xml。
Write annotations.spacy, a text of each document with a consensus; spans snap to the tokens that hold them.
写出 annotations.spacy，有共识的文档各占一篇；片段的边界落到所在的词元上。
Write annotations.qdpx with every layer of every paper.
写出 annotations.qdpx，含每篇论文的每一层。
Read an .ann file, or all below a folder; the folder a file lies in says whose work it is.
读入一个 .ann 文件，或一个文件夹下的全部；文件所在的文件夹说明是谁的标注。
Read .xmi files, or what INCEpTION packs into a ZIP; the folder a file lies in says whose work it is.
读入 .xmi 文件，或 INCEpTION 打成 ZIP 的内容；文件所在的文件夹说明是谁的标注。
Read .spacy files: the spans of every group, and the entities; an annotator's own group is their work.
读入 .spacy 文件：各组的片段与实体；某位标注者自己的组就是其标注。
Read the JSON export of any Label Studio project with a text on its page, each task as a text of its own.
读入任何页面上有文本的 Label Studio 项目的 JSON 导出，每个任务各为一篇文本。
Read the coded texts of .qdpx files, one labelling for each text and coder.
读入 .qdpx 文件中编过码的文本，每篇文本的每位编码者各成一份标注。
Write NAME.csv for each table.
每张表写出 NAME.csv。
Write NAME.dna.csv for each matrix, and the papers beside them; other tables hold no statements.
每张对照表写出 NAME.dna.csv，旁边是论文；其他表不含陈述。
Write NAME.docx for each table.
每张表写出 NAME.docx。
Write NAME.html for each table.
每张表写出 NAME.html。
Write NAME.json for each table.
每张表写出 NAME.json。
Write NAME.md for each table.
每张表写出 NAME.md。
Write NAME.parquet for each table.
每张表写出 NAME.parquet。
Write tables.xlsx with a sheet for each table; one with more rows than a sheet holds goes on in the next.
写出 tables.xlsx，每张表一张工作表；行数超过一张工作表的续到下一张。
Return a Word file's paragraphs, heading levels and notes.
读出 Word 文件的段落、标题级别与注释。
Return a web page's blocks with what is no part of the article cut.
读出网页的各块，略去不属于文章的部分。
Return Markdown text in whatever encoding it was saved.
读出 Markdown 文本，不论以何种编码保存。
Return the text layer of a PDF with page labels, large lines and superscripts.
读出 PDF 的文字层，连同页码、大字号的行与上标。
Return plain text in whatever encoding it was saved.
读出纯文本，不论以何种编码保存。
What all who were asked marked, and what an adjudicator decided; all else is a dispute.
被要求者全都标出的，以及裁定者所裁定的；其余皆为争议。
What all who were asked marked, and of it what all of them cover.
被要求者全都标出的，取全体都覆盖的部分。
What more than half of those asked marked; exactly half is a dispute.
被要求者过半标出的；恰好一半为争议。
What anybody marked, with the outermost edges.
任何一人标出的，取最外的边界。
What the more reliable annotators marked, to the character.
较可靠的标注者所标出的，精确到字。
Return vectors of multilingual-e5-small; both sides as queries, which ranked better than passages.
multilingual-e5-small 的向量；两边都按查询编码，实测优于按段落编码。
Return TF-IDF rows over single characters and pairs, each of length 1.
单字与相邻两字的 TF-IDF 向量，长度均为 1。
Return vectors of the multilingual Universal Sentence Encoder.
多语种 Universal Sentence Encoder 的向量。
The frozen values that the stages hand to each other.
各阶段之间传递的、不可变的值。
Where each character of the clean text stood in the source.
干净正文的每个字在源文本中的位置。
What may be annotated: labels, their attributes, and the relations between them.
可以标注什么：标签、其属性，以及标签之间的关系。
The themes under which recommendations are compared: `themes.yaml` of a project.
对照建议所依的主题：研究的 `themes.yaml`。
The errors a caller may want to handle, each doubled with a builtin.
调用者可能要区别处理的错误，各兼为一种内置错误。
The project folder: where each stage reads and writes.
研究的文件夹：各阶段在哪里读、在哪里写。
Find a plug-in by name: a built-in dotted path or an entry point, loaded on first use.
按名称找到插件：内置的点分路径或入口点，首次使用时载入。
The ingest stage: papers become clean Documents that stay quotable.
读入阶段：论文成为可以引用的干净文档。
Mark papers by rules before people do: packs in `seeds/` through a spaCy pipeline.
在人之前以规则预标论文：`seeds/` 中的规则包，经 spaCy 流水线。
Cut Chinese text into words: pkuseg's results, many times quicker, from a model that opens at once.
中文分词：结果与 pkuseg 相同，快许多倍，模型瞬间打开。
To Label Studio and back: pages and tasks out, everybody's work in.
往返 Label Studio：送出页面与任务，取回各人的标注。
How far annotators agree, as figures that can be defended.
标注者一致到什么程度，以经得起追问的数字表示。
From several annotators' work on a document to what they hold together.
由几位标注者对一篇文档的标注，得出他们共同认定的。
From Documents and Consensus to tables.
由文档与共识到表格。
One module a format; each turns tables into files below a folder.
一种格式一个模块；各把表格写成文件夹下的文件。
Annotations in the formats of other programs; each says what it cannot hold.
其他程序的格式中的标注；各说明容纳不下什么。
Write files whole or not at all, and records as JSON lines that say their format.
文件要么写完整，要么不写；记录写成注明格式的 JSON 行。
Find out in which encoding a file was saved, or say why it cannot be read.
判断文件以何种编码保存，否则说明为何无法读取。
One file a source format, found by the file's suffix through the registry.
一种源格式一个文件，经登记表按后缀找到。
Facts about a clause that another package finds: rule kinds, added by an entry point.
由别的软件包找出的分句事实：规则种类，经入口点添加。
What a metric is, and the metrics by name.
什么是度量，以及按名称找到各度量。
What is compared: the stretches in which a label was asked for, and what was marked there.
比较什么：要求标注某标签的各段，以及其中标出的内容。
Characters and sentences as items that each annotator codes with one value.
以字与句为条目，每位标注者各给一个值。
The reconcilers by name: who must mark a span for it to stand, and how edges are chosen.
按名称找到各调和方法：须有谁标出一个片段它才成立，边界如何选定。
Where a span of the consensus starts and ends, from what its members marked.
共识的片段从哪里到哪里，由其成员所标的得出。
All figures of one run, with what should be known before they are quoted.
一次运行的全部数字，以及引用之前应知道的。
One annotator's work on one document, stitched from its tasks.
一位标注者对一篇文档的标注，由各任务拼接而成。
The reconciled labelling of one document; its spans carry their support.
一篇文档调和之后的标注；各片段注明由谁支持。
What an adjudicator decided, in `decisions.jsonl`; it stands over every method.
裁定者的决定，存于 `decisions.jsonl`；高于一切方法。
A place where annotators differ in a way that a person should look at.
标注者有分歧、应由人来看的一处。
A paper as clean running text, with the way back to its source.
一篇论文的干净正文，以及回到源文本的路径。
One finding: what, where, and both sides of what does not fit.
一个问题：是什么、在哪里，以及不相符的双方。
The fate of one span or relation that an annotator made.
标注者所标的一个片段或关系的去向。
What the seed packs found in a document.
规则包在一篇文档中找到的。
A finished table, independent of any format.
做成的表，与格式无关。
Tasks for Label Studio: one section or paper each, with at most one prediction.
给 Label Studio 的任务：各为一节或一篇论文，至多一份预测。
"""
_EACH = _LINES.strip().splitlines()
TOLD: Mapping[str, str] = dict(zip(_EACH[::2], _EACH[1::2], strict=True))
