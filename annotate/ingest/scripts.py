"""Patterns that find a word in simplified and traditional script alike.

The text itself is never folded: what is quoted stays as it was printed.
"""

from __future__ import annotations

_TRADITIONAL = str.maketrans(
    "关键词参献注释结论语绪导问题录后记谢资来项类号标识码编辑责简单机构学国发时间图节页据与为获课于稿摘际译称讯级书评审诚载转选题专业图书馆总阅览点击录订会议约论数谘网络报",
    "關鍵詞參獻註釋結論語緒導問題錄後記謝資來項類號標識碼編輯責簡單機構學國發時間圖節頁據與為獲課於稿摘際譯稱訊級書評審誠載轉選題專業圖書館總閱覽點擊錄訂會議約論數諮網絡報",
)
_ALSO = {"注": "註", "后": "後", "于": "於", "布": "佈", "参": "參叄"}


def both_scripts(pattern: str) -> str:
    r"""Return a pattern that matches either script where it names a simplified character.

    >>> both_scripts("关键词|[论语]")
    '[关關][键鍵][词詞]|[论論语語]'
    """
    parts: list[str] = []
    inside = False
    for at, char in enumerate(pattern):
        escaped = at > 0 and pattern[at - 1] == "\\"
        if char in "[]" and not escaped:
            inside = char == "["
        other = _ALSO.get(char, char.translate(_TRADITIONAL))
        if other == char:
            parts.append(char)
        else:
            parts.append(char + other if inside else f"[{char}{other}]")
    return "".join(parts)
