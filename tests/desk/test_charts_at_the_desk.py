"""What is written in charts can be read in a real browser, on a phone and on a desk."""

from collections.abc import Callable

import pytest

from tests.browsing import Visitor
from tests.desk.desks import Served, log_in

pytestmark = pytest.mark.slow

# Words that meet each other or leave their drawing, and letters that are too small to be read.
FAULTS = """() => [...document.querySelectorAll("svg.chart")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const words = [...svg.querySelectorAll("text")].map((each) => [
    each.textContent, each.getBoundingClientRect()]);
  const faults = [];
  for (const [at, [text, box]] of words.entries()) {
    if (box.left < frame.left - 1 || box.right > frame.right + 1) faults.push(`out: ${text}`);
    if (box.height < 9) faults.push(`small: ${text} ${box.height}`);
    for (const [other, there] of words.slice(at + 1))
      if (box.left < there.right && there.left < box.right
          && box.top < there.bottom && there.top < box.bottom) faults.push(`${text} on ${other}`);
  }
  return words.length ? faults : ["nothing is written"];
})"""


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_words_in_charts_do_not_meet_and_can_be_read(
    served: Served, visit: Callable[..., Visitor], width: int, language: str
) -> None:
    visitor = visit(served.url, width=width, language=language)
    log_in(visitor.page, served.url)

    for path in ("/admin/", "/admin/runs", "/admin/polls", "/admin/feeds/all"):
        visitor.page.goto(f"{served.url}{path}")
        assert visitor.page.evaluate(FAULTS) == [], path
