// The list of messages: dates, grouping, albums, staying at the newest message unless the reader scrolled up.

import { h, icon, reconcile } from "./dom.js";
import { bubble } from "./message.js";
import { messageOf, now, state } from "./state.js";
import { dayName, dayNumber } from "./time.js";

const SAME_BREATH = 600; // Seconds within which messages of one sender stand together.
const NEAR = 60; // Pixels from the end that still count as being at the end.
const AT_ONCE = 200; // Messages drawn; a button brings older ones.

export function createLog(label, actions) {
  const list = h("div.log", { role: "log", "aria-label": label, "aria-live": "polite", tabindex: "0" });
  const count = h("span.badge", { hidden: true });
  const down = h("button.to-end", { type: "button", "aria-label": "Tới tin mới nhất", hidden: true }, count, icon("down"));
  const element = h("div.log-frame", {}, list, down);
  const view = { element, list, shown: AT_ONCE, key: null, sticky: true, height: 0 };
  const toEnd = () => (list.scrollTop = list.scrollHeight);
  view.isAtEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
  view.stick = () => { view.sticky = true; toEnd(); };
  view.jump = (id) => {
    view.sticky = false;
    jump(list, id);
  };
  view.render = (key, messages, context) => {
    const switched = key !== view.key;
    if (switched) Object.assign(view, { key, shown: AT_ONCE, sticky: true });
    list.setAttribute("aria-live", switched ? "off" : "polite");
    reconcile(list, itemsOf(messages, context, view, actions));
    // Only what is new moves the list: a reader who has just begun to scroll up is left alone.
    if (view.sticky && (switched || list.scrollHeight !== view.height)) toEnd();
    view.height = list.scrollHeight;
    down.hidden = view.sticky;
    count.hidden = !context.unread;
    count.textContent = context.unread;
  };
  list.addEventListener("scroll", () => {
    view.sticky = view.isAtEnd();
    down.hidden = view.sticky;
    if (view.sticky) actions.onEnd();
  });
  list.addEventListener("load", () => view.sticky && toEnd(), true);
  new ResizeObserver(() => view.sticky && toEnd()).observe(list);
  down.addEventListener("click", () => list.scrollTo({ top: list.scrollHeight, behavior: "smooth" }));
  list.addEventListener("keydown", (event) => walk(event, list));
  return view;
}

// Arrow keys walk through the messages; Enter and the menu key open a message's menu (pane.js listens to contextmenu).
function walk(event, list) {
  const at = document.activeElement;
  if (at !== list && !at.classList.contains("message")) return;
  const messages = [...list.querySelectorAll(".message")];
  const next = { ArrowUp: at === list ? messages.length - 1 : messages.indexOf(at) - 1, ArrowDown: messages.indexOf(at) + 1 }[event.key];
  if (event.key === "Enter" && at !== list) {
    const box = at.querySelector(".bubble").getBoundingClientRect();
    at.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, clientX: box.left + 20, clientY: box.top + 20 }));
  } else if (messages[next]) messages[next].focus();
  else return;
  event.preventDefault();
}

function jump(list, id) {
  const target = list.querySelector(`[data-ids~="${id}"]`);
  if (!target) return;
  target.scrollIntoView({ block: "center" });
  target.classList.remove("flash");
  requestAnimationFrame(() => target.classList.add("flash"));
  target.focus({ preventScroll: true });
  setTimeout(() => target.classList.remove("flash"), 1800);
}

function itemsOf(messages, context, view, actions) {
  const groups = albums(messages.slice(-view.shown));
  const items = [];
  if (messages.length > view.shown) items.push(older(view, actions));
  groups.forEach((group, at) => {
    const [message] = group;
    const before = groups[at - 1]?.at(-1);
    if (!before || dayNumber(before.date) !== dayNumber(message.date)) items.push(dateItem(message));
    items.push(message.service ? serviceItem(message, context.chat) : messageItem(group, before, groups[at + 1]?.[0], context, actions));
  });
  return items;
}

function albums(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.album && last?.[0].album === message.album) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function older(view, actions) {
  const build = () => h("button.chip.older", { type: "button", onclick: () => { view.shown += AT_ONCE; view.sticky = false; actions.onEnd(); } }, "Xem tin cũ hơn");
  return { key: "older", sign: String(view.shown), build };
}

function dateItem(message) {
  const text = dayName(message.date, now());
  return { key: `day-${dayNumber(message.date)}-${message.id}`, sign: text, build: () => h("div.chip.date", {}, text) };
}

function serviceItem(message, chat) {
  const topic = chat.topics.find(({ id }) => id === message.id)?.name;
  const text = [message.from?.name, message.service, topic && `“${topic}”`].filter(Boolean).join(" ");
  return { key: `m-${message.id}`, sign: text, build: () => h("div.chip.service", { "data-ids": message.id }, text) };
}

function messageItem(group, before, after, context, actions) {
  const look = lookOf(group, before, after, context);
  return { key: `m-${group[0].id}`, sign: JSON.stringify([group, look]), build: () => bubble(group, look, actions) };
}

function lookOf(group, before, after, { readerId, chat, topics }) {
  const [message] = group;
  const own = message.from.id === readerId;
  const first = !together(before, message);
  const last = !together(group.at(-1), after);
  const inGroup = chat.type !== "private" && !own;
  const answered = message.reply_to ? messageOf(chat.id, message.reply_to) : null;
  const quoted = answered?.service ? null : answered; // What stands in a topic answers the line that opened it.
  return {
    own, first, last, quoted, named: inGroup && first, avatar: inGroup && (last ? "shown" : "gap"),
    topic: first && topics?.get(message.thread_id), seen: own && message.id <= (state.seenByBot.get(chat.id) ?? 0),
  };
}

function together(one, other) {
  return Boolean(one && other && !one.service && !other.service && one.from.id === other.from.id && one.thread_id === other.thread_id
    && other.date - one.date < SAME_BREATH && dayNumber(one.date) === dayNumber(other.date));
}
