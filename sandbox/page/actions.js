// What a person does in a chat, told to the server; refusals are shown as toasts. Messages of one chat leave in the order they were written.

import * as api from "./api.js";
import { h } from "./dom.js";
import { ask, field, say, tell, toast } from "./ui.js";

const HANOI = { latitude: 21.02851, longitude: 105.85236 };
let last = Promise.resolve();

/** One after the other: two quick messages must not overtake each other on their way. */
function inOrder(action) {
  last = last.then(() => tell(action));
  return last;
}

const addressed = ({ reader, threadId }, replyTo) => {
  const body = { user_id: reader.id };
  if (replyTo) body.reply_to = replyTo;
  if (threadId) body.thread_id = threadId;
  return body;
};

export const sendText = (place, text, replyTo) => inOrder(() => api.send(place.chat.id, { ...addressed(place, replyTo), text }));
export const sendPlace = (place) => inOrder(() => api.send(place.chat.id, { ...addressed(place), location: HANOI }));
export const editText = (place, id, text) => inOrder(() => api.edit(place.chat.id, { user_id: place.reader.id, message_id: id, text }));
export const begin = (userId) => inOrder(() => api.start(userId));
export const openLink = (userId, token) => inOrder(() => api.start(userId, token));
export const setBlocked = (userId, blocked) => inOrder(() => api.block(userId, blocked));

export const sendFiles = (place, { items, caption, duration }, replyTo) =>
  inOrder(() => api.upload(place.chat.id, items, { ...addressed(place, replyTo), caption, duration }));

export async function shareContact(place) {
  const { phone } = place.reader;
  if (!phone) return say("Khách này được thêm mà không có số điện thoại. Hãy thêm một khách mới có số.", "Không có số điện thoại");
  const answer = await ask({ title: "Chia sẻ số điện thoại?", body: [h("p", {}, `Bot sẽ nhận được tên và số ${phone} của bạn.`)], ok: "Chia sẻ" });
  return answer && inOrder(() => api.send(place.chat.id, { ...addressed(place), contact: true }));
}

/** Presses an inline button and shows what the bot answered: nothing, a toast, an alert, or a link to open. */
export async function press(place, message, button) {
  const body = { user_id: place.reader.id, chat_id: place.chat.id, message_id: message.id, data: button.data };
  const answer = await tell(() => api.press(body));
  if (!answer) return;
  if (!answer.answered) toast("Bot chưa trả lời nút này.");
  else if (answer.alert) await say(answer.text ?? "");
  else if (answer.text) toast(answer.text);
  if (answer.url && /^https?:/i.test(answer.url)) window.open(answer.url, "_blank", "noopener");
}

export async function addPerson(isStaff) {
  const answer = await ask({
    title: isStaff ? "Nhân viên mới" : "Khách mới", ok: "Thêm",
    body: [
      field("Tên", { name: "name", required: true, maxlength: "60", placeholder: isStaff ? "Hoa (CSKH)" : "Chị Lan" }),
      !isStaff && field("Số điện thoại (không bắt buộc)", { name: "phone", type: "tel", maxlength: "20", placeholder: "0912 345 678" }),
    ],
  });
  if (!answer?.name.trim()) return null;
  const body = { name: answer.name.trim(), staff: isStaff };
  if (answer.phone?.trim()) body.phone = answer.phone.trim();
  return tell(() => api.addUser(body));
}

export async function addTopic(place) {
  const answer = await ask({ title: "Chủ đề mới", ok: "Tạo", body: [field("Tên chủ đề", { name: "name", required: true, maxlength: "128" })] });
  if (answer?.name.trim()) await tell(() => api.addTopic(place.chat.id, { user_id: place.reader.id, name: answer.name.trim() }));
}

export const changeTopic = (place, body) => inOrder(() => api.changeTopic(place.chat.id, place.threadId, { user_id: place.reader.id, ...body }));
export const setForum = (chat, on) => inOrder(() => api.setForum(chat.id, on));
export const setBot = (place, status, rights) => inOrder(() => api.setBot(place.chat.id, { user_id: place.reader.id, status, rights }));

/** Moves the sandbox's clock; true when it moved. */
export async function moveClock(seconds) {
  return Boolean(await tell(() => api.advance(seconds)));
}
