// The list of customers: newest talk first, with the last message, its time and what is unread.

import { addPerson } from "./actions.js";
import { avatar, h, icon, iconButton, reconcile, screenReader } from "./dom.js";
import { customers, messagesOf, now, speakAs, state, unread } from "./state.js";
import { listTime } from "./time.js";
import { preview } from "./text.js";

export function createPeople(root, { onChoose }) {
  const list = h("div.people-list", { role: "list" });
  const add = h("button.add", { type: "button", onclick: addCustomer }, icon("plus"), h("span", {}, "Khách mới"));
  root.append(h("div.people-head", {}, h("h2", {}, "Khách"), add), list);

  async function addCustomer() {
    const added = await addPerson(false);
    if (!added) return;
    state.users.set(added.user.id, added.user);
    state.chats.set(added.chat.id, added.chat);
    choose(added.user.id);
  }

  function choose(id) {
    speakAs("customer", id);
    onChoose();
  }

  function render() {
    const rows = customers().map((user) => ({ user, last: messagesOf(user.chat_id).at(-1) }));
    rows.sort((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0) || (b.last?.id ?? 0) - (a.last?.id ?? 0) || a.user.id - b.user.id);
    reconcile(list, rows.map((row) => rowItem(row, choose)));
  }

  return { render, addCustomer };
}

function rowItem({ user, last }, choose) {
  const chosen = user.id === state.customerId;
  const count = unread(user.chat_id, user.id);
  const time = last ? listTime(last.date, now()) : "";
  const sign = JSON.stringify([user, last, chosen, count, time]);
  return { key: String(user.id), sign, build: () => row(user, last, { chosen, count, time, choose }) };
}

function row(user, last, { chosen, count, time, choose }) {
  const own = last && !last.from?.is_bot && !last.service;
  const words = user.blocked ? "Đã chặn bot" : last ? preview(last) : user.phone ?? "Chưa trò chuyện";
  const button = h("button.person", { type: "button", "aria-current": chosen && "true", onclick: () => choose(user.id) },
    avatar(user.id, user.name),
    h("span.two-lines", {}, h("b", {}, user.name), h("span", {}, own && !user.blocked && h("i", {}, "Bạn: "), words)),
    h("span.person-side", {}, h("time", {}, time), count > 0 && h("span.badge", {}, String(count), screenReader(" tin chưa đọc"))));
  return h("div", { role: "listitem", tabindex: "-1" }, button);
}
