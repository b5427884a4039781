"""What a notice says to people, in English or Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from feedsvc.model import Rejection
from feedsvc.notify.notices import (
    FeedsInvalid,
    FeedsValid,
    Notice,
    RejectionsBack,
    RejectionsJumped,
    RunFailed,
    RunRecovered,
)

_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The site that a message is about: its name, its address, its language, its clock."""

    title: str
    url: str
    language: str | None
    zone: tzinfo

    @property
    def is_chinese(self) -> bool:
        """Whether people there are told in Chinese."""
        return (self.language or "").replace("_", "-").partition("-")[0].lower() == "zh"


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice in words: one line, and more of them."""

    subject: str
    lines: tuple[str, ...]


def worded(notice: Notice, about: About) -> Wording:
    """Return what *notice* says in the language of the site."""
    said = (_in_chinese if about.is_chinese else _in_english)(notice, about)
    lines = tuple(_short(line) for line in said.lines)
    return Wording(f"[{_short(about.title)}] {_short(said.subject)}", lines)


def _in_english(notice: Notice, about: About) -> Wording:
    if isinstance(notice, RunFailed):
        failure = notice.failure
        lines = (
            f"{failure.message}.",
            *([f"What to do: {failure.hint}."] if failure.hint else []),
            "Readers go on getting the feeds as they were.",
            f"More: feedsvc runs {notice.run}",
        )
        return Wording("The feeds cannot be brought up to date", lines)
    if isinstance(notice, RunRecovered):
        failed = _counted(notice.failed, "run")
        since = _at(notice.since, about)
        return Wording(
            "The feeds are kept current again",
            (f"Run {notice.run} went well. Before it, {failed} had failed since {since}.",),
        )
    if isinstance(notice, FeedsInvalid):
        stay = "stays" if notice.count == 1 else "stay"
        lines = (
            f"{_counted(notice.count, 'feed')} would be invalid and {stay} as readers know "
            f"{'it' if notice.count == 1 else 'them'}: "
            f"{_named(notice.feeds, notice.count, ', ', ' and {} more')}.",
            *([f"In all there are {notice.total} of them."] if notice.total > notice.count else []),
            f"Why, for the first: {notice.reason}.",
            "More: feedsvc health",
        )
        return Wording(f"{_counted(notice.count, 'feed')} would be invalid", lines)
    if isinstance(notice, FeedsValid):
        named = _named(notice.feeds, notice.count, ", ", " and {} more")
        left = f"{_counted(notice.total, 'feed')} still would not be."
        lines = (f"Valid again, or gone: {named}.", *([left] if notice.total else []))
        verb = "is" if notice.count == 1 else "are"
        return Wording(f"{_counted(notice.count, 'feed')} {verb} valid again", lines)
    if isinstance(notice, RejectionsJumped):
        lines = (
            f"{notice.rejected} files are rejected; before, {notice.before} were.",
            "Some of them:",
            *(f"- {_place(each)}: {each.reason}" for each in notice.examples),
            "More: feedsvc health",
        )
        return Wording(f"{notice.rejected} files are rejected", lines)
    if isinstance(notice, RejectionsBack):
        return Wording(
            "Fewer files are rejected again",
            (f"{notice.rejected} files are rejected; before, {notice.before} were.",),
        )
    return Wording("A test", ("Messages of feedsvc arrive here. Nothing is wrong.",))


def _in_chinese(notice: Notice, about: About) -> Wording:
    if isinstance(notice, RunFailed):
        failure = notice.failure
        lines = (
            f"原因：{failure.message}",
            *([f"处理办法：{failure.hint}"] if failure.hint else []),
            "读者仍能读到原有的订阅源。",
            f"详情：feedsvc runs {notice.run}",
        )
        return Wording("订阅源无法更新", lines)
    if isinstance(notice, RunRecovered):
        since = _at(notice.since, about)
        return Wording(
            "订阅源恢复更新",
            (f"运行 {notice.run} 成功；自 {since} 起曾失败 {notice.failed} 次。",),
        )
    if isinstance(notice, FeedsInvalid):
        lines = (
            f"{notice.count} 个订阅源将不合规范，因此保持原样："
            f"{_named(notice.feeds, notice.count, '、', '，另有 {} 个')}。",
            *([f"目前共有 {notice.total} 个。"] if notice.total > notice.count else []),
            f"第一个的原因：{notice.reason}",
            "详情：feedsvc health",
        )
        return Wording(f"{notice.count} 个订阅源不合规范", lines)
    if isinstance(notice, FeedsValid):
        named = _named(notice.feeds, notice.count, "、", "，另有 {} 个")
        left = f"还有 {notice.total} 个不合规范。"
        lines = (f"已恢复（或已不存在）：{named}。", *([left] if notice.total else []))
        return Wording(f"{notice.count} 个订阅源恢复正常", lines)
    if isinstance(notice, RejectionsJumped):
        lines = (
            f"现有 {notice.rejected} 个文件未被采用，此前为 {notice.before} 个。",
            "例如：",
            *(f"- {_place(each)}：{each.reason}" for each in notice.examples),
            "详情：feedsvc health",
        )
        return Wording(f"{notice.rejected} 个文件未被采用", lines)
    if isinstance(notice, RejectionsBack):
        return Wording(
            "未被采用的文件已减少",
            (f"现有 {notice.rejected} 个文件未被采用，此前为 {notice.before} 个。",),
        )
    return Wording("测试消息", ("feedsvc 的消息可以送达此处，一切正常。",))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _named(names: Sequence[str], count: int, between: str, rest: str) -> str:
    left = count - len(names)
    return between.join(names) + (rest.format(left) if left else "")


def _place(rejection: Rejection) -> str:
    return f"{rejection.path}:{rejection.line}" if rejection.line else rejection.path


def _at(instant: datetime, about: About) -> str:
    return f"{instant.astimezone(about.zone):%Y-%m-%d %H:%M %Z}"


def _short(text: str) -> str:
    # A line of a mail, or a field of its head, ends where we say.
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
