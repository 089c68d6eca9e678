// One half of the page: a chat as one person sees it (the customer's chat with the bot, or the staff group).

import { acceptDrops } from "./attach.js";
import * as act from "./actions.js";
import { createComposer } from "./composer.js";
import { h } from "./dom.js";
import { watchFingers } from "./gestures.js";
import { createHeader } from "./header.js";
import { createKeyboard } from "./keyboard.js";
import { createLog } from "./log.js";
import { customer, customerChat, markRead, messageOf, messagesOf, staffChat, state, unread } from "./state.js";
import { createTopics } from "./topics.js";
import { openMenu } from "./ui.js";

const ROLES = {
  customer: { log: "Tin nhắn với bot", label: "Nhắn cho bot", chat: customerChat, reader: customer },
  staff: { log: "Tin nhắn trong nhóm nhân viên", label: "Nhắn vào nhóm nhân viên", chat: staffChat, reader: () => state.users.get(state.staffId) ?? null },
};

/** `role` is "customer" or "staff"; `isVisible()` says whether the reader can see the pane (a phone shows one at a time). */
export function createPane(root, role, { isVisible, onBack, onMissing }) {
  const { log: logLabel, label, chat: chatOf, reader: readerOf } = ROLES[role];
  const place = () => ({ chat: chatOf(), reader: readerOf(), threadId: topics.threadId() });
  const speak = (text, replyTo = null) => act.sendText(place(), text, replyTo).then(stick);
  const stick = (sent) => {
    if (sent) log.stick();
    return sent;
  };
  const shareContact = () => act.shareContact(place());
  const actions = {
    onPress: (message, button) => act.press(place(), message, button),
    onCommand: (text) => speak(text),
    onDeepLink: (token) => act.openLink(state.customerId, token),
    onJump: (id) => log.jump(id),
    onEnd: () => render(),
  };
  const topics = createTopics(() => render());
  const log = createLog(logLabel, actions);
  const composer = createComposer({
    label, readerId: () => readerOf()?.id, onSend: speak,
    onEdit: (id, text) => act.editText(place(), id, text),
    onFiles: (taken, replyTo) => act.sendFiles(place(), taken, replyTo).then(stick),
    onPlace: () => act.sendPlace(place()), onContact: role === "customer" ? shareContact : null,
  });
  const keyboard = createKeyboard(composer.extra, { onText: speak, onContact: shareContact });
  const header = createHeader(role, { onBack, onMissing, place });
  const big = h("button.big-action", { type: "button", onclick: () => big.act() });
  const empty = h("div.empty", { hidden: true });
  log.element.append(empty);
  root.append(header.element, topics.element, log.element, h("div.footer", {}, big, composer.element, keyboard.element));

  function render() {
    const chat = chatOf();
    const reader = readerOf();
    header.render(chat, reader);
    topics.render(chat);
    drawFooter(chat, reader);
    if (!chat) return;
    const messages = topics.keep(messagesOf(chat.id));
    const seen = isVisible() && document.visibilityState === "visible";
    log.render(`${chat.id}-${topics.key()}`, messages, { readerId: reader?.id, chat, topics: topics.names(chat), unread: unread(chat.id, reader?.id) });
    empty.hidden = messages.length > 0;
    empty.textContent = role === "customer" ? "Chưa có tin nhắn nào. Bấm “Bắt đầu” để trò chuyện với bot." : "Phiếu khiếu nại và yêu cầu gặp nhân viên sẽ hiện ở đây.";
    if (seen && log.sticky) markRead(chat.id);
  }

  function drawFooter(chat, reader) {
    const action = bigAction(role, chat, reader, onMissing);
    big.hidden = !action;
    composer.element.hidden = Boolean(action);
    if (action) {
      big.textContent = action.label;
      big.act = action.act;
    }
    if (chat) composer.render(chat.id, state.commands.length > 0);
    keyboard.render(action || !chat ? null : chat.id);
  }

  const found = (target) => target.closest?.(".message");
  const messageAt = (element) => messageOf(chatOf().id, Number(element.dataset.ids.split(" ")[0]));
  const menuAt = (element, x, y) => openMenu(x, y, "Thao tác với tin nhắn", messageMenu(messageAt(element), readerOf(), composer));
  log.list.addEventListener("contextmenu", (event) => {
    const element = found(event.target);
    if (!element || event.target.closest("a") || !composerShown()) return;
    event.preventDefault();
    menuAt(element, event.clientX, event.clientY);
  });
  const composerShown = () => !composer.element.hidden;
  watchFingers(log.list, (target) => composerShown() && found(target), { onHold: menuAt, onSwipe: (element) => composer.reply(messageAt(element)) });
  acceptDrops(root, composerShown, (files) => composer.giveFiles(files));
  return { render, composer, say: speak };
}

// What stands in place of the composer when there is nothing to write yet: as in Telegram, a chat begins with a button.
function bigAction(role, chat, reader, onMissing) {
  if (!state.ready) return { label: "Đang tải…", act: () => {} };
  if (!reader) return { label: role === "customer" ? "Thêm khách mới" : "Thêm nhân viên mới", act: onMissing };
  if (role !== "customer") return null;
  if (reader.blocked) return { label: "Bỏ chặn bot", act: () => act.setBlocked(reader.id, false) };
  if (!chat?.started && !messagesOf(chat?.id).length) return { label: "Bắt đầu", act: () => act.begin(reader.id) };
  return null;
}

function messageMenu(message, reader, composer) {
  const own = message.from.id === reader?.id;
  return [
    { label: "Trả lời", icon: "reply", onclick: () => composer.reply(message) },
    own && message.text && { label: "Sửa", icon: "edit", onclick: () => composer.edit(message) },
    message.text && { label: "Sao chép", icon: "copy", onclick: () => navigator.clipboard?.writeText(message.text) },
  ];
}
