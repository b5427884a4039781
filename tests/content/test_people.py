"""Names as front matter states them."""

import pytest

from feedsvc.content import people


def names(front: dict[str, object]) -> list[str]:
    return [person.name for person in people.stated(front)]


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("张三 李四", ["张三", "李四"]),
        ("张　三", ["张三"]),
        ("张三／李四", ["张三", "李四"]),
        ("Ann Lee, Bo Li", ["Ann Lee", "Bo Li"]),
        ("山田 はな子", ["山田 はな子"]),
    ],
)
def test_blanks_divide_names_in_chinese_only(author: str, expected: list[str]) -> None:
    assert names({"title": "采茶记", "author": author}) == expected


@pytest.mark.parametrize("told", [{"lang": "ja"}, {"language": "ja-JP"}, {"title": "お茶のたまご"}])
@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("山田 太郎", ["山田 太郎"]),
        ("林 真理子、佐藤 花子", ["林 真理子", "佐藤 花子"]),
        ("山田太郎 佐藤花子", ["山田太郎", "佐藤花子"]),
        ("Ann Lee", ["Ann Lee"]),
    ],
)
def test_a_japanese_name_has_a_blank_in_its_middle(
    told: dict[str, object], author: str, expected: list[str]
) -> None:
    assert names({**told, "author": author}) == expected
