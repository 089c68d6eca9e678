// A message's text with its entities (bold, links, commands ...) as DOM nodes; and short previews of messages.

import { h } from "./dom.js";
import { state } from "./state.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const SAFE = /^(https?|mailto|tel|tg):/i;

/** `actions`: {onCommand(text), onDeepLink(token)}. Offsets are UTF-16 units, which are JavaScript's own. */
export function richText(text, entities, actions) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, actions);
}

function build(text, start, end, entities, actions) {
  const nodes = [];
  let at = start;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    if (from > at) nodes.push(text.slice(at, from));
    const inner = [];
    while (i + 1 < entities.length && entities[i + 1].offset < to) inner.push(entities[(i += 1)]);
    nodes.push(wrap(entity, text.slice(from, to), build(text, from, to, inner, actions), actions));
    at = to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, text, children, actions) {
  if (TAGS[entity.type]) return h(TAGS[entity.type], {}, children);
  if (entity.type === "text_link") return link(entity.url, children, actions);
  if (entity.type === "url") return link(/^[a-z]+:/i.test(text) ? text : `https://${text}`, children, actions);
  if (entity.type === "email") return link(`mailto:${text}`, children, actions);
  if (entity.type === "phone_number") return link(`tel:${text.replace(/[^+\d]/g, "")}`, children, actions);
  if (entity.type === "bot_command") return h("button.link", { type: "button", onclick: () => actions.onCommand(text) }, children);
  if (entity.type === "spoiler") return spoiler(children);
  return h("span.link", {}, children);
}

function spoiler(children) {
  return h("button.spoiler", { type: "button", "aria-label": "Bấm để xem chữ bị che",
    onclick: ({ currentTarget }) => { currentTarget.classList.add("shown"); currentTarget.removeAttribute("aria-label"); } }, children);
}

function link(url, children, actions) {
  const token = deepLinkToken(url);
  if (token !== null) return h("button.link", { type: "button", onclick: () => actions.onDeepLink(token) }, children);
  if (!SAFE.test(url)) return h("span", {}, children);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, children);
}

/** The token of t.me/<this bot>?start=<token>, "" without one, null when the address is another. */
export function deepLinkToken(url) {
  const found = /^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/([A-Za-z0-9_]+)\/?(?:\?start=([A-Za-z0-9_-]*))?$/.exec(url);
  return found && found[1].toLowerCase() === state.bot.username.toLowerCase() ? found[2] ?? "" : null;
}

/** One line that stands for a message: in the customers' list, in a quote, above the composer. */
export function preview(message) {
  if (message.service) return message.service;
  const kinds = [
    [message.photo, "🖼 Ảnh"], [message.voice, "🎤 Tin nhắn thoại"], [message.document, `📎 ${message.document?.name}`],
    [message.contact, `👤 ${message.contact?.name}`], [message.location, "📍 Vị trí"], [message.sticker, `${message.sticker?.emoji} Nhãn dán`],
  ];
  const kind = kinds.find(([present]) => present)?.[1];
  const text = message.text?.replace(/\s+/g, " ").trim();
  return [kind, text].filter(Boolean).join(", ") || "Tin nhắn";
}

const EMOJI = /^(?:\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}\uFE0F]?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*){1,3}$/u;

/** One to three emoji and nothing else: shown large, as Telegram does. */
export const isJumbo = (text) => EMOJI.test(text);
