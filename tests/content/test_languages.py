"""The language of an article."""

from pathlib import Path

import pytest

from tests.content.examples import article

CHINESE = "茶农们已经挎着竹篓上了山。"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (CHINESE, "zh"),
        ("在 Windows 上用 Visual Studio 调试 .NET Core 程序的方法", "zh"),
        ("お茶の葉は毎年この季節に摘まれています。", "ja"),
        ("올해 첫 차는 지난 주에 따기 시작했다.", "ko"),
        ("The first tea (茶) of the year was picked on the hill last week.", None),
        ("12345", None),
    ],
)
def test_is_told_from_the_script(tmp_path: Path, text: str, language: str | None) -> None:
    assert article(tmp_path, "a.md", text).language == language


@pytest.mark.parametrize(
    ("stated", "language"),
    [
        ("en", "en"),
        ("zh_CN", "zh-CN"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("EN-us", "en-US"),
        ("Chinese (simplified)", "zh"),
        ("''", "zh"),
    ],
)
def test_stated_comes_first_if_it_is_a_language_tag(
    tmp_path: Path, stated: str, language: str
) -> None:
    found = article(tmp_path, "a.md", f"---\nlang: {stated}\n---\n{CHINESE}")

    assert found.language == language


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("pt-br/docs/a.md", "pt-BR"),
        ("ru/a.md", "ru"),
        ("docs/a.en.md", "en"),
        ("docs/a/index.zh-cn.md", "zh-CN"),
        ("docs/ru/a.md", None),
        ("it/a.md", None),
        ("how-to/a.md", None),
        ("release-1.18.md", None),
    ],
)
def test_is_named_by_the_top_folder_or_a_suffix(
    tmp_path: Path, path: str, language: str | None
) -> None:
    assert article(tmp_path, path, "Text.").language == language


@pytest.mark.parametrize(
    ("site", "text", "language"),
    [
        ("zh-Hant-TW", CHINESE, "zh-Hant-TW"),
        ("fr", "Text.", "fr"),
        ("en", CHINESE, "zh"),
        (None, "Text.", None),
    ],
)
def test_is_that_of_the_site_unless_the_script_tells_another(
    tmp_path: Path, site: str | None, text: str, language: str | None
) -> None:
    assert article(tmp_path, "a.md", text, language=site).language == language
