"use strict";

// The desk works without this: it shows how runs go on and that one began, suggests names of the
// chosen kind, and sends a form once however often its button is clicked.

const AGAIN_MILLISECONDS = 5000;
const SENT_MILLISECONDS = 10000;

// What goes on is followed until the page is left, or another state of it takes its place.
let following = [];

const follow = (box, begins, ends) => {
  const rooms = JSON.parse(box.dataset.rooms);
  const where = box.querySelector(".where");
  const howFar = box.querySelector(".how-far");
  const bar = box.querySelector("progress");
  const number = new Intl.NumberFormat(document.documentElement.lang);

  const show = (run) => {
    if (run.outcome === "queued") return;
    // The rest of the page is of a run that waits.
    if (box.dataset.outcome === "queued") {
      events.close();
      begins();
      return;
    }
    const standing = run.standing;
    where.textContent = standing ? rooms[standing.room] ?? standing.room : box.dataset.running;
    howFar.textContent = standing ? `${number.format(standing.done)} / ${number.format(standing.total)}` : "";
    if (standing?.total) {
      bar.max = standing.total;
      bar.value = standing.done;
    } else {
      bar.removeAttribute("value");
    }
  };

  const events = new EventSource(box.dataset.runEvents);
  following.push(events);
  events.addEventListener("progress", (event) => show(JSON.parse(event.data)));
  events.addEventListener("end", () => {
    events.close();
    ends();
  });
  // Refused for good, as when too many look on: the page itself tells more.
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(ends, AGAIN_MILLISECONDS);
  });
};

const leave = () => {
  for (const events of following) events.close();
  following = [];
};
addEventListener("pagehide", leave);

const reload = () => location.reload();

const followAll = (renew) => {
  for (const box of document.querySelectorAll("[data-run-events]")) follow(box, renew, renew);
};

// The overview takes on what the server says now, where it stands, and nobody has clicked.
const overview = () => document.querySelector("[data-mark]");

const renewed = async () => {
  const answer = await fetch(overview().dataset.renewed);
  if (answer.redirected || !answer.ok) {
    reload();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  leave();
  document.getElementById("content").replaceWith(page.getElementById("content"));
  followAll(renew);
};

const renew = () => renewed().catch(() => setTimeout(renew, AGAIN_MILLISECONDS));

const look = async () => {
  const answer = await fetch(overview().dataset.markAddress);
  if (answer.redirected) reload();
  else if (answer.ok && (await answer.text()) !== overview().dataset.mark) await renewed();
};

if (overview()) {
  followAll(renew);
  // Where the server is not reached for a moment, it is asked again.
  let isLooking = false;
  const lookAgain = async () => {
    if (document.hidden || isLooking) return;
    isLooking = true;
    await look().catch(() => {});
    isLooking = false;
  };
  setInterval(lookAgain, AGAIN_MILLISECONDS);
  document.addEventListener("visibilitychange", lookAgain);
} else {
  followAll(reload);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, SENT_MILLISECONDS);
});

const names = document.getElementById("names");
if (names) {
  const scope = document.getElementById("scope");
  const name = document.getElementById("name");
  const all = [...names.children];
  const suggest = () => {
    const chosen = all.filter((each) => each.dataset.kind === scope.value);
    names.replaceChildren(...chosen);
    const needsNone = chosen.length === 0 && !all.some((each) => each.dataset.kind === scope.value)
      && ["changed", "everything"].includes(scope.value);
    name.disabled = needsNone;
    if (needsNone) name.value = "";
  };
  scope.addEventListener("change", suggest);
  suggest();
}
