// Every five seconds the parts of the page marked data-live are fetched again and changed in place, so that what is
// being typed, what is unfolded and where one has scrolled to stay as they are. Without this script the page works too.
"use strict";

const EVERY = 5000;
let leaving = false;

function keepPlace(part, change) {
  const unfolded = [...part.querySelectorAll("details[open]")].map((each) => each.id);
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  change();
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

// Where the page is read anew, which is not where a form was sent, and what stood there when it was opened.
function address() {
  const page = document.querySelector("[data-page]")?.dataset.page;
  const seen = document.querySelector('input[name="seen"]')?.value;
  return page ? page + (seen ? `?seen=${seen}` : "") : location.pathname + location.search;
}

async function refresh() {
  if (leaving || document.hidden || !getSelection().isCollapsed) return;
  const answer = await fetch(address());
  if (answer.status === 403) location.reload();
  if (!answer.ok || leaving) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const newer = fresh.getElementById(part.id);
    if (newer && newer.innerHTML !== part.innerHTML) keepPlace(part, () => part.replaceChildren(...newer.childNodes));
  }
}

async function tick() {
  const offline = document.querySelector(".offline");
  try {
    await refresh();
    offline.hidden = true;
  } catch {
    offline.hidden = false;
  }
  setTimeout(tick, EVERY);
}

document.addEventListener("submit", (event) => {
  if (leaving) event.preventDefault();
  leaving = true;
});
addEventListener("pageshow", () => { leaving = false; });
setTimeout(tick, EVERY);
