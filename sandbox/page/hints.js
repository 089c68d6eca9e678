// "Thử gì trước?": a few sentences to press, for someone who sees the page for the first time.

import { begin } from "./actions.js";
import { followLink } from "./clock.js";
import { h, icon, iconButton } from "./dom.js";
import { customer, customerChat, messagesOf, state } from "./state.js";

const SENTENCES = [
  "shop oi don cua minh toi dau roi",
  "giao hang tre 5 ngay roi ma khong ai tra loi",
  "áo đẹp lắm, cho 5 sao",
  "gặp nhân viên",
];

/** `say(text)` speaks as the customer on screen; `onUse` shows the customer's chat. */
export function createHints(root, { say, onUse }) {
  const links = h("div.hint-links");
  root.append(
    h("div.hints-head", {}, icon("bulb"), h("h2", {}, "Thử gì trước?"), iconButton("close", "Đóng gợi ý", close)),
    h("p", {}, "Bấm một câu để nhắn như khách:"),
    h("div.hint-list", {}, SENTENCES.map((text) => h("button.hint", { type: "button", onclick: () => use(text) }, text))),
    links,
    h("p", {}, "Phiếu hiện ở nhóm nhân viên: bấm Nhận rồi trả lời phiếu (chuột phải hoặc vuốt sang trái). Bấm “+2 ngày” để xem bot hỏi thăm."));

  async function use(text) {
    if (!customer()) return;
    close();
    onUse();
    const chat = customerChat();
    if (!chat.started && !messagesOf(chat.id).length) await begin(state.customerId);
    say(text);
  }

  // Where the panel opens over the page, a press elsewhere or Escape closes it.
  document.addEventListener("pointerdown", ({ target }) => !root.contains(target) && !target.closest(".hints-button") && close());
  document.addEventListener("keydown", ({ key }) => key === "Escape" && close());

  function close() {
    root.classList.remove("open");
  }

  function render() {
    const some = state.links.slice(0, 2);
    const sign = JSON.stringify(some);
    if (links.dataset.sign === sign) return;
    links.dataset.sign = sign;
    links.replaceChildren(...some.map(({ label, token }) =>
      h("button.hint", { type: "button", onclick: () => { close(); followLink(token, onUse); } }, icon("link"), label)));
  }

  return { render, toggle: () => root.classList.toggle("open") };
}
