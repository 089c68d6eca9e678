// Small things every screen needs: toasts, questions in a dialog, menus.

import { h, icon } from "./dom.js";

const TOAST_MS = 4000;

export function toast(text) {
  const element = h("div.toast", {}, text);
  document.getElementById("toasts").append(element);
  setTimeout(() => element.remove(), TOAST_MS);
}

/** Runs an action; what goes wrong is told in a toast and returned as undefined. */
export async function tell(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}

/** Shows a modal dialog; `body` elements stand above the buttons. Resolves to the form's data, or null when cancelled. */
export function ask({ title, body = [], ok = "OK", cancel = "Huỷ", className = "" }) {
  return new Promise((resolve) => {
    const form = h("form", { method: "dialog" },
      h("h2", { id: "dialog-title" }, title), body,
      h("div.dialog-buttons", {},
        cancel && h("button.flat", { type: "button", value: "", onclick: () => dialog.close("") }, cancel),
        h("button.flat.strong", { type: "submit", value: "ok" }, ok)));
    const dialog = h("dialog", { class: className, "aria-labelledby": "dialog-title" }, form);
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(""));
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "ok" ? Object.fromEntries(new FormData(form)) : null);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("input:not([type=checkbox])")?.focus();
  });
}

export const say = (text, title = "Lắng Nghe") => ask({ title, body: [h("p", {}, text)], cancel: null });

export function field(label, props) {
  return h("label.field", {}, h("span", {}, label), h("input", { autocomplete: "off", ...props }));
}

let closeOpenMenu = () => {};

/** A menu at a point of the screen. Items: {label, icon, onclick, danger}; falsy ones are left out. */
export function openMenu(x, y, label, items) {
  closeOpenMenu();
  const before = document.activeElement;
  const buttons = items.filter(Boolean).map((item) =>
    h("button", { type: "button", role: "menuitem", class: item.danger ? "danger" : "", onclick: () => { close(); item.onclick(); } },
      item.icon && icon(item.icon), item.label));
  const menu = h("div.menu", { role: "menu", "aria-label": label }, buttons);
  const outside = (event) => !menu.contains(event.target) && close();
  function close() {
    if (menu.contains(document.activeElement)) before?.focus?.({ preventScroll: true });
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    closeOpenMenu = () => {};
  }
  menu.addEventListener("keydown", (event) => menuKeys(event, buttons, close));
  document.addEventListener("pointerdown", outside, true);
  document.body.append(menu);
  place(menu, x, y);
  buttons[0]?.focus({ preventScroll: true });
  closeOpenMenu = close;
}

function place(menu, x, y) {
  const box = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - box.width - 8))}px`;
  menu.style.top = `${Math.max(8, y + box.height > innerHeight - 8 ? y - box.height : y)}px`;
}

function menuKeys(event, buttons, close) {
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function menuUnder(button, label, items) {
  const box = button.getBoundingClientRect();
  openMenu(box.left, box.bottom + 4, label, items);
}
