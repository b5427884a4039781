"use strict";

// Pages work without this: it adds a button that copies and a box that filters.

for (const box of document.querySelectorAll(".copy")) {
  const address = box.querySelector("input");
  const button = box.querySelector("button");
  const label = button.textContent;
  address.addEventListener("focus", () => address.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address.value);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

const find = document.getElementById("find");
if (find) {
  const status = document.querySelector(".nothing");
  const sections = document.querySelectorAll(".directory > section");
  const fold = (text) => text.normalize("NFKC").toLowerCase();

  const filter = () => {
    const wanted = fold(find.value.trim());
    let found = false;
    for (const section of sections) {
      // Slugs are pinyin, so chaye finds 茶叶. A section of the site stays in sight as long as one below it does.
      const items = [...section.querySelectorAll("li:has(> .shelf)")];
      for (const item of items) {
        const labels = [...item.querySelectorAll(".label")];
        item.hidden = !labels.some((label) => fold(label.textContent).includes(wanted) || label.dataset.slug.includes(wanted));
      }
      section.hidden = items.every((item) => item.hidden);
      found ||= !section.hidden;
    }
    status.textContent = found ? "" : status.dataset.text;
  };

  find.parentElement.hidden = false;
  find.addEventListener("input", filter);
  filter();
}
