// One message (or album) as a bubble: name, quote, media, text, time, ticks, and the buttons under it.

import { avatar, botAvatar, h, icon, screenReader } from "./dom.js";
import { contactCard, documentCard, photoWidth, photos, placeCard, voice } from "./media.js";
import { clockTime, fullTime } from "./time.js";
import { deepLinkToken, isJumbo, preview, richText } from "./text.js";

/** `group` is the messages of one album, usually one; `look` says how it stands among its neighbours (log.js); `actions` come from the pane. */
export function bubble(group, look, actions) {
  const message = group.find((one) => one.text) ?? group[0];
  const media = mediaOf(group);
  const bare = media.length > 0 && !message.text && !look.quoted && !look.named && group[0].photo;
  const jumbo = message.sticker || (isJumbo(message.text ?? "") && !look.quoted && !media.length);
  const cardOnly = media.length > 0 && !message.text && !group[0].photo && !jumbo;
  const kind = [bare && "bare", jumbo && "jumbo", group[0].photo && "with-photo", cardOnly && "card-only", message.buttons.length && "with-buttons"].filter(Boolean).join(" ");
  const body = h("div.bubble", { class: kind },
    screenReader(`${look.own ? "Bạn" : message.from.name}: `),
    look.named && h(`div.name.tint-${Math.abs(message.from.id) % 7}`, { "aria-hidden": "true" }, message.from.name),
    look.topic && h("div.topic-mark", {}, icon("topic"), look.topic),
    look.quoted && quote(look.quoted, actions),
    media, textOf(message, actions), meta(message, look));
  if (group[0].photo) body.style.setProperty("--photo", `${photoWidth(group, message.text)}px`);
  const face = () => (message.from.is_bot ? botAvatar() : avatar(message.from.id, message.from.name));
  return h("div.message", { tabindex: "-1", "data-ids": group.map((one) => one.id).join(" "), class: sideOf(look) },
    look.avatar === "shown" && face(), look.avatar === "gap" && h("span.avatar-gap"),
    h("div.stack", {}, body, message.buttons.length > 0 && inlineButtons(message, actions)));
}

const sideOf = (look) => [look.own ? "own" : "other", look.first && "first", look.last && "last"].filter(Boolean).join(" ");

function mediaOf(group) {
  const [message] = group;
  if (message.photo) return [photos(group.filter((one) => one.photo))];
  const parts = [];
  for (const one of group) {
    if (one.document) parts.push(documentCard(one.document));
    if (one.voice) parts.push(voice(one.voice, one.id));
  }
  if (message.contact) parts.push(contactCard(message.contact));
  if (message.location) parts.push(placeCard(message.location));
  if (message.sticker) parts.push(h("div.sticker", {}, message.sticker.emoji));
  return parts;
}

const textOf = (message, actions) => message.text && h("span.text", {}, richText(message.text, message.entities, actions));

function meta(message, look) {
  const ticks = look.own && icon(look.seen ? "read" : "sent");
  return h("span.meta", { title: fullTime(message.date) },
    message.edited && "đã sửa ", h("time", {}, clockTime(message.date)), ticks,
    look.own && screenReader(look.seen ? " đã xem" : " đã gửi"));
}

export function quote(message, actions) {
  return h(`button.quote.tint-${Math.abs(message.from?.id ?? 0) % 7}`,
    { type: "button", "aria-label": `Trả lời ${message.from?.name}: ${preview(message)}. Bấm để tới tin đó`, onclick: () => actions.onJump(message.id) },
    message.photo && h("img", { src: message.photo.url, alt: "" }),
    h("span.two-lines", {}, h("b", {}, message.from?.name ?? ""), h("span", {}, preview(message))));
}

function inlineButtons(message, actions) {
  return h("div.buttons", {}, message.buttons.map((row) => h("div.row", {}, row.map((button) => inlineButton(message, button, actions)))));
}

function inlineButton(message, button, actions) {
  if (button.url) return linkButton(button, actions);
  const element = h("button.inline", { type: "button" }, h("span", {}, button.text));
  element.addEventListener("click", async () => {
    if (element.classList.contains("busy")) return;
    element.classList.add("busy");
    element.setAttribute("aria-busy", "true");
    await actions.onPress(message, button);
    element.classList.remove("busy");
    element.removeAttribute("aria-busy");
  });
  return element;
}

function linkButton(button, actions) {
  const token = deepLinkToken(button.url);
  if (token !== null) return h("button.inline", { type: "button", onclick: () => actions.onDeepLink(token) }, button.text);
  const href = /^https?:/i.test(button.url) ? button.url : null;
  return h("a.inline.outward", { href, target: "_blank", rel: "noopener noreferrer" }, button.text);
}
