// The reply keyboard: buttons in place of the phone's keyboard, which send their own text or the customer's phone number.

import { h, iconButton } from "./dom.js";
import { messagesOf } from "./state.js";

/** The keyboard the bot's newest word about keyboards leaves in a chat: {id, rows, oneTime}, or null. */
export function keyboardOf(chatId) {
  const message = messagesOf(chatId).findLast((one) => one.from?.is_bot && one.keyboard);
  return message?.keyboard.length ? { id: message.id, rows: message.keyboard, oneTime: message.keyboard_one_time } : null;
}

/** `actions`: onText(text) and onContact(), both resolve to what was sent, or nothing. `slot` takes the switch that hides and shows the keyboard. */
export function createKeyboard(slot, actions) {
  const element = h("div.keyboard", { role: "group", "aria-label": "Bàn phím của bot", hidden: true });
  const folded = new Set(); // Keyboards (by chat and message) put away by the reader or used once.
  let current = null;
  const toggle = iconButton("keyboard", "Bàn phím của bot", () => {
    if (!folded.delete(current.key)) folded.add(current.key);
    draw();
  });
  slot.append(toggle);

  async function press(button) {
    const { oneTime, key } = current;
    const said = await (button.request_contact ? actions.onContact() : actions.onText(button.text));
    if (oneTime && said) folded.add(key);
    draw();
  }

  function draw() {
    toggle.hidden = !current;
    element.hidden = !current || folded.has(current.key);
    toggle.setAttribute("aria-expanded", String(!element.hidden));
    toggle.classList.toggle("on", !element.hidden);
  }

  function render(chatId) {
    const found = chatId === null ? null : keyboardOf(chatId);
    const key = found && `${chatId}-${found.id}-${JSON.stringify(found.rows)}`;
    if (key !== (current?.key ?? null)) {
      current = found && { ...found, key };
      element.replaceChildren(...(found?.rows ?? []).map((row) => h("div.row", {}, row.map((button) =>
        h("button", { type: "button", class: button.request_contact ? "contact" : "", onclick: () => press(button) }, button.text)))));
    }
    draw();
  }

  return { element, render };
}
