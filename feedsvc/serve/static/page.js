"use strict";

// Pages work without this: it adds buttons that copy, searches while somebody types, and counts
// what is ticked.

const said = document.body.dataset;

function copier(address, name) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = said.copy;
  if (name) button.setAttribute("aria-label", `${said.copy}: ${name}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address);
    button.textContent = said.copied;
    live.textContent = said.copied;
    setTimeout(() => { button.textContent = said.copy; live.textContent = ""; }, 2000);
  });
  return button;
}

// Tells those who hear the page what the others see.
const live = document.createElement("p");
live.className = "unseen";
live.setAttribute("role", "status");
document.body.append(live);

// Browsers lend the clipboard to pages of safe origins only.
function addCopiers(within) {
  if (!navigator.clipboard) return;
  for (const row of within.querySelectorAll(".shelf")) {
    const formats = row.querySelector(".formats");
    const first = formats?.querySelector("a");
    const item = formats?.matches("ul") ? formats.appendChild(document.createElement("li")) : formats;
    if (first) item.append(copier(first.href, row.querySelector(".name").textContent));
  }
}

// A picture that is not there any more leaves no hole.
for (const image of document.querySelectorAll(".picture img")) {
  const leave = () => image.closest(".picture").remove();
  if (image.complete && !image.naturalWidth) leave();
  else image.addEventListener("error", leave);
}

for (const box of document.querySelectorAll(".copy")) {
  const address = box.querySelector("input");
  address.addEventListener("focus", () => address.select());
  if (navigator.clipboard) box.append(copier(address.value, ""));
}
addCopiers(document);

const form = document.querySelector(".finder");
if (form) {
  const field = form.elements.q;
  const results = document.getElementById("results");
  const ticks = document.getElementById("ticks");
  let request = null;
  let timer = 0;
  let shown = field.defaultValue.trim();

  // Those ticked that are not in sight are hidden fields.
  const ticked = () => [...form.querySelectorAll("input[name=feed]")]
    .filter((box) => box.checked || box.type === "hidden").map((box) => box.value);

  // What the form would be sent to: the search and the ticks, nothing that is empty.
  const target = () => {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
      if (name !== "kind" && String(value).trim()) url.searchParams.append(name, value);
    }
    return url;
  };

  const count = () => {
    const number = new Set(ticked()).size;
    const text = number === 0 ? ticks.dataset.none : number === 1 ? ticks.dataset.one : ticks.dataset.many;
    const told = text.replace("#", number.toLocaleString(document.documentElement.lang));
    if (ticks.textContent !== told) ticks.textContent = told;
  };

  // Links to other parts of the list take the ticks along.
  const carry = () => {
    for (const link of results.querySelectorAll(".kinds a, .pager a, .more a:not([data-untick])")) {
      const url = new URL(link.href);
      url.searchParams.delete("feed");
      for (const feed of ticked()) url.searchParams.append("feed", feed);
      link.href = url;
    }
  };

  const remember = () => {
    const url = new URL(location.href);
    url.searchParams.delete("feed");
    for (const feed of ticked()) url.searchParams.append("feed", feed);
    history.replaceState(null, "", url);
  };

  const search = async () => {
    if (field.value.trim() === shown) return;
    shown = field.value.trim();
    request?.abort();
    const mine = request = new AbortController();
    results.setAttribute("aria-busy", "true");
    const url = target();
    try {
      const answer = await fetch(url, { signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("results");
      if (!answer.ok || !found) {
        location.assign(url); // the server says what is wrong
        return;
      }
      // Somebody ticked a feed in the meantime, of which this answer knows nothing.
      if (target().href !== url.href) {
        shown = null;
        search();
        return;
      }
      results.replaceChildren(...found.childNodes);
      addCopiers(results);
      count();
      live.textContent = document.getElementById("found")?.textContent ?? "";
      history.replaceState(null, "", url);
    } catch (error) {
      if (error.name === "AbortError") return;
      shown = null; // no network, or on the way to another page: the next key tries again
    }
    if (mine === request) results.removeAttribute("aria-busy");
  };

  const soon = (event) => {
    clearTimeout(timer);
    // Whoever writes pinyin has not chosen the characters yet.
    if (!event.isComposing) timer = setTimeout(search, 180);
  };
  field.addEventListener("input", soon);
  field.addEventListener("compositionend", soon);

  form.addEventListener("change", (event) => {
    if (event.target.name !== "feed") return;
    // The same feed may stand in two places.
    for (const box of form.querySelectorAll("input[name=feed]")) {
      if (box.value === event.target.value) box.checked = event.target.checked;
    }
    const all = [...new Set(ticked())];
    const full = event.target.checked
      && (all.length > ticks.dataset.most || all.join("").length > ticks.dataset.longest);
    if (full) {
      for (const box of form.querySelectorAll("input[name=feed]")) {
        if (box.value === event.target.value) box.checked = false;
      }
    }
    count();
    if (full) ticks.textContent += ` ${ticks.dataset.full}`;
    carry();
    remember();
    // What comes of a search that is on its way knows nothing of this tick.
    if (results.hasAttribute("aria-busy")) {
      shown = null;
      search();
    }
  });

  // Browsers that come back to the page put ticks and words where they were.
  addEventListener("pageshow", () => {
    count();
    carry();
    search();
  });
}
