// Everything the page knows: loaded once, then kept up to date by events. Views subscribe and draw what they find here.

import * as api from "./api.js";

export const state = {
  ready: false,
  online: true,
  bot: { id: 0, name: "Bot", username: "" },
  staffChatId: null,
  users: new Map(),
  chats: new Map(),
  messages: new Map(), // chat id -> Map(message id -> message)
  lastRead: new Map(), // chat id -> newest message id the reader has seen
  seenByBot: new Map(), // chat id -> newest message id the bot has reacted to
  typing: new Map(), // chat id -> {action, threadId, until: performance.now()}
  commands: [],
  links: [],
  clock: { now: 0, at: 0, offset: 0 },
  customerId: null,
  staffId: null,
};

const MANY_CHATS = 200; // Beyond this, only the chats on screen are fetched.
const TYPING_MS = 5000;
const listeners = new Set();
let queued = false;

export const subscribe = (listener) => listeners.add(listener);

/** Draws everything once in the next frame, however many things changed. */
export function changed() {
  if (queued) return;
  queued = true;
  requestAnimationFrame(() => {
    queued = false;
    for (const listener of listeners) listener();
  });
}

export async function load() {
  const found = await api.getState();
  state.bot = found.bot;
  state.staffChatId = found.staff_chat_id;
  state.users = new Map(found.users.map((user) => [user.id, user]));
  state.chats = new Map(found.chats.map((chat) => [chat.id, chat]));
  state.commands = found.commands;
  state.links = found.links;
  setClock(found.clock);
  chooseSpeakers();
  const wanted = found.chats.length > MANY_CHATS ? [state.customerId, staffChat()?.id] : [...state.chats.keys()];
  const first = !state.ready;
  await Promise.all(wanted.filter((id) => state.chats.has(id)).map((id) => loadMessages(id, first)));
  state.ready = true;
  changed();
}

export async function loadMessages(chatId, asRead) {
  const messages = await api.getMessages(chatId);
  state.messages.set(chatId, new Map(messages.map((message) => [message.id, message])));
  const newest = messages.at(-1)?.id ?? 0;
  if (asRead || !state.lastRead.has(chatId) || state.lastRead.get(chatId) > newest) state.lastRead.set(chatId, newest);
  state.seenByBot.set(chatId, messages.findLast((message) => message.from?.is_bot)?.id ?? 0);
  changed();
}

function chooseSpeakers() {
  const kept = JSON.parse(localStorage.getItem("speakers") ?? "{}");
  const pick = (people, ...ids) => ids.find((id) => people.some((user) => user.id === id)) ?? people[0]?.id ?? null;
  state.customerId = pick(customers(), state.customerId, kept.customer);
  state.staffId = pick(staff(), state.staffId, kept.staff);
}

export function speakAs(role, userId) {
  state[role === "customer" ? "customerId" : "staffId"] = userId;
  localStorage.setItem("speakers", JSON.stringify({ customer: state.customerId, staff: state.staffId }));
  if (role === "customer" && !state.messages.has(userId)) loadMessages(userId, true).catch(() => {});
  changed();
}

export const customers = () => [...state.users.values()].filter((user) => !user.staff);
export const staff = () => [...state.users.values()].filter((user) => user.staff);
export const customer = () => state.users.get(state.customerId) ?? null;
export const customerChat = () => state.chats.get(customer()?.chat_id) ?? null;

/** The staff group, also after it became a supergroup with another id. */
export function staffChat() {
  let chat = state.chats.get(state.staffChatId);
  while (chat?.migrated_to && state.chats.has(chat.migrated_to)) chat = state.chats.get(chat.migrated_to);
  return chat ?? null;
}

export const messagesOf = (chatId) => [...(state.messages.get(chatId)?.values() ?? [])];
export const messageOf = (chatId, id) => state.messages.get(chatId)?.get(id) ?? null;

export const now = () => state.clock.now + (performance.now() - state.clock.at) / 1000;

export function unread(chatId, readerId) {
  const from = state.lastRead.get(chatId) ?? 0;
  return messagesOf(chatId).filter((message) => message.id > from && !message.service && message.from?.id !== readerId).length;
}

export function markRead(chatId) {
  const newest = messagesOf(chatId).at(-1)?.id ?? 0;
  if ((state.lastRead.get(chatId) ?? 0) >= newest) return;
  state.lastRead.set(chatId, newest);
  changed();
}

/** What the bot is doing in a chat right now ("typing", "upload_photo" ...), or null. */
export function botAction(chatId) {
  const typing = state.typing.get(chatId);
  return typing && typing.until > performance.now() ? typing.action : null;
}

function setClock(clock) {
  state.clock = { now: clock.now, at: performance.now(), offset: clock.offset_seconds };
}

function keep(chatId, message) {
  if (!state.messages.has(chatId)) state.messages.set(chatId, new Map());
  if (!state.lastRead.has(chatId)) state.lastRead.set(chatId, 0);
  state.messages.get(chatId).set(message.id, message);
}

function botReacted(chatId) {
  state.seenByBot.set(chatId, messagesOf(chatId).at(-1)?.id ?? 0);
}

const appliers = {
  message({ chat_id: chatId, message }) {
    keep(chatId, message);
    if (!message.from?.is_bot) return;
    botReacted(chatId);
    state.typing.delete(chatId);
  },
  edited: ({ chat_id: chatId, message }) => keep(chatId, message),
  deleted: ({ chat_id: chatId, message_id: id }) => state.messages.get(chatId)?.delete(id),
  typing({ chat_id: chatId, action, thread_id: threadId }) {
    state.typing.set(chatId, { action, threadId, until: performance.now() + TYPING_MS });
    botReacted(chatId);
    setTimeout(changed, TYPING_MS + 50);
  },
  clock: (event) => setClock(event),
  user({ user }) {
    state.users.set(user.id, user);
    chooseSpeakers();
  },
  chat: ({ chat }) => state.chats.set(chat.id, chat),
  links: ({ links }) => (state.links = links),
  commands: ({ commands }) => (state.commands = commands),
};

/** Takes one server-sent event; kinds the page does not know are left alone. */
export function apply(event) {
  appliers[event.type]?.(event);
  changed();
}
