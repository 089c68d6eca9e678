// The top bar's right side: the sandbox's clock and how to move it, the demo links, the hints.

import { moveClock, openLink } from "./actions.js";
import { h, icon, iconButton } from "./dom.js";
import { now, state } from "./state.js";
import { ahead, clockTime, longNow, shortNow, untilTomorrowNine } from "./time.js";
import { menuUnder, toast } from "./ui.js";

const HOUR = 3600;
const STEPS = [
  ["+1 giờ", () => HOUR],
  ["+2 ngày", () => 48 * HOUR],
  ["Tới 9:00 sáng mai", () => untilTomorrowNine(now())],
];

export function createClock(bar, { onHints, onLink }) {
  const time = h("b.clock-time");
  const date = h("span.clock-date");
  const shift = h("small.clock-shift");
  const steps = STEPS.map(([label, seconds]) => ({ label, icon: "clock", onclick: () => move(seconds()) }));
  const face = h("div.clock-face", { role: "group", "aria-label": "Đồng hồ của khung thử" }, icon("clock"), h("span.two-lines", {}, h("span", {}, time, date), shift));
  const inline = h("div.clock-steps", { role: "group", "aria-label": "Chỉnh đồng hồ tới trước" }, steps.map((step) => h("button.pill", { type: "button", onclick: step.onclick }, step.label)));
  const small = h("button.pill.clock-small", { type: "button", "aria-haspopup": "menu", "aria-label": "Chỉnh đồng hồ tới trước", onclick: () => menuUnder(small, "Chỉnh đồng hồ tới trước", steps) });
  const links = h("button.pill.links", { type: "button", "aria-haspopup": "menu", "aria-label": "Link đơn hàng", hidden: true, onclick: () => menuUnder(links, "Link đơn hàng", linkItems(onLink)) }, icon("link"), h("span", {}, "Link đơn hàng"));
  const hints = iconButton("bulb", "Thử gì trước?", () => onHints(hints), { class: "hints-button" });
  bar.append(face, inline, h("div.bar-end", {}, small, links, hints));
  setInterval(render, 1000);

  function render() {
    if (!state.ready) return;
    const seconds = now();
    time.textContent = clockTime(seconds);
    date.textContent = longNow(seconds);
    const far = ahead(state.clock.offset);
    shift.textContent = far ? `nhanh hơn giờ thật ${far}` : "giờ thật, Việt Nam";
    small.replaceChildren(icon("clock"), `${clockTime(seconds)} ${shortNow(seconds)}`);
    links.hidden = !state.links.length;
  }

  return { render };
}

async function move(seconds) {
  if (await moveClock(seconds)) toast(`Đồng hồ đã chỉnh tới trước ${ahead(seconds) || "một chút"}.`);
}

const linkItems = (onLink) => state.links.map(({ label, token }) => ({ label, icon: "link", onclick: () => followLink(token, onLink) }));

/** Opens a deep link as the customer on screen, as if he had pressed it outside Telegram. */
export async function followLink(token, onLink) {
  if (!state.customerId) return toast("Hãy thêm một khách trước.");
  onLink();
  return openLink(state.customerId, token);
}
