"""English of citations: where a rule stands, said with the few words citations are made of.

Document numbers stay as published ("162/2025/NĐ-CP"); articles are written "Art. 27.1.b".
"""

import re

PHRASES = {
    "áp dụng như người tự trình báo": "applied as to people who report themselves",
    "như cơ quan xác định": "as for the identifying agency",
    "như danh mục năm 2011": "as the list of 2011",
    "tên mẫu chưa xác minh": "name of the form not verified",
    "khi chờ xác minh": "while verification is pending",
    "thủ tục hành chính cấp xã": "commune administrative procedure",
    "thủ tục hành chính tỉnh": "administrative procedure of the province of",
    "thủ tục hành chính": "administrative procedure",
    "quy ước nội bộ": "house rule",
    "văn bản hợp nhất": "consolidated text",
    "sửa đổi bởi": "as amended by",
    "Thông tư liên tịch": "Joint Circular",
    "Thông tư": "Circular",
    "Nghị định": "Decree",
    "nghị quyết của HĐND cấp tỉnh": "resolutions of provincial People's Councils",
    "thực tế tại cửa khẩu": "practice at the border gates",
    "Quy chế phối hợp": "Coordination Regulation",
    "Luật Trợ giúp pháp lý": "Law on Legal Aid",
    "Luật": "Law",
    "Chương": "Chapter",
    "Mẫu số": "Form",
    "Phụ lục": "Annex",
    "đến": "to",
    "năm": "of",
}
"""Longer phrases first: some begin like a shorter one."""
ARTICLE = re.compile(r"Điều (\d+)(?: khoản (\d+[a-z]?))?(?: điểm (\w))?")
UNSAID = re.compile(
    r"(?<![\w/-])(?=\w*[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ])\w+(?![\w/-])",
    re.IGNORECASE,
)


def english(citation: str) -> str:
    """The citation in English; ValueError names the first word nobody taught us."""
    said = ARTICLE.sub(_article, citation)
    for vietnamese, words in PHRASES.items():
        said = re.sub(rf"\b{vietnamese}\b", words, said)
    if left := UNSAID.search(re.sub(r"Art\. [\d.đ]+", "", said)):
        raise ValueError(left[0])
    return said


def _article(found: re.Match[str]) -> str:
    return "Art. " + ".".join(part for part in found.groups() if part)
