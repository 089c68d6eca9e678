// The line above a chat: who it is with, what the bot is doing, who is speaking, and the menu.

import { addTopic, changeTopic, setBlocked, setBot, setForum } from "./actions.js";
import { avatar, botAvatar, h, iconButton } from "./dom.js";
import { botAction, speakAs, staff, state } from "./state.js";
import { menuUnder } from "./ui.js";

const DOING = {
  typing: "đang nhập", upload_photo: "đang gửi ảnh", record_voice: "đang ghi âm", upload_voice: "đang gửi tin thoại",
  upload_document: "đang gửi tệp", find_location: "đang tìm vị trí", choose_sticker: "đang chọn nhãn dán",
};

export function createHeader(role, { onBack, onMissing, place }) {
  const face = h("span.face");
  const title = h("h2");
  const status = h("p.status");
  const speaker = h("select", { "aria-label": "Nhân viên đang nói", title: "Nhân viên đang nói", onchange: () => choose() });
  const more = iconButton("more", "Thao tác khác", () => menuUnder(more, "Thao tác khác", role === "customer" ? customerItems(place()) : staffItems(place(), onMissing)));
  const element = h("header.pane-head", {},
    role === "customer" && iconButton("back", "Danh sách khách", onBack, { class: "only-phone" }),
    face, h("div.two-lines", {}, title, status), role === "staff" && h("label.speaker", {}, h("span", {}, "Bạn là"), speaker), more);

  function choose() {
    if (speaker.value === "new") onMissing();
    else speakAs("staff", Number(speaker.value));
    drawSpeakers();
  }

  function drawSpeakers() {
    const options = staff().map((user) => h("option", { value: String(user.id) }, user.name));
    speaker.replaceChildren(...options, h("option", { value: "new" }, "+ Nhân viên mới"));
    speaker.value = String(state.staffId ?? "new");
  }

  function render(chat, reader) {
    const name = role === "customer" ? state.bot.name : chat?.title ?? "Nhóm nhân viên";
    if (title.textContent !== name) {
      title.textContent = name;
      face.replaceChildren(role === "customer" ? botAvatar() : avatar(chat?.id ?? 0, name));
    }
    const doing = chat && botAction(chat.id);
    status.classList.toggle("doing", Boolean(doing));
    const text = doing ? `${role === "staff" ? `${state.bot.name} ` : ""}${DOING[doing] ?? DOING.typing}` : idle(role, reader, chat);
    if (status.textContent !== text) status.textContent = text;
    const people = JSON.stringify([staff().map((user) => [user.id, user.name]), state.staffId]);
    if (role === "staff" && people !== speaker.dataset.people) {
      speaker.dataset.people = people;
      drawSpeakers();
    }
    more.hidden = !reader;
  }

  return { element, render };
}

const isAway = (chat) => chat?.bot === "left" || chat?.bot === "kicked";

function idle(role, reader, chat) {
  if (role === "staff") return `${staff().length} nhân viên${isAway(chat) ? ", bot đã bị đưa ra khỏi nhóm" : " và bot"}`;
  if (!reader) return "bot";
  return `bot · bạn là ${reader.name}${reader.phone ? `, ${reader.phone}` : ""}`;
}

function customerItems({ reader }) {
  if (reader.blocked) return [{ label: "Bỏ chặn bot", icon: "block", onclick: () => setBlocked(reader.id, false) }];
  return [{ label: "Chặn bot", icon: "block", danger: true, onclick: () => setBlocked(reader.id, true) }];
}

function staffItems(place, onMissing) {
  return [
    { label: "Thêm nhân viên", icon: "plus", onclick: onMissing },
    ...(place.chat ? [...topicItems(place), ...botItems(place)] : []),
  ];
}

function topicItems(place) {
  const { chat, threadId } = place;
  const topic = chat.is_forum && chat.topics.find((each) => each.id === threadId);
  return [
    chat.is_forum && { label: "Tạo chủ đề", icon: "topic", onclick: () => addTopic(place) },
    topic && { label: topic.closed ? "Mở lại chủ đề này" : "Đóng chủ đề này", icon: "topic", onclick: () => changeTopic(place, { closed: !topic.closed }) },
    topic && { label: "Xoá chủ đề này", icon: "close", danger: true, onclick: () => changeTopic(place, { deleted: true }) },
    { label: chat.is_forum ? "Tắt chủ đề của nhóm" : "Bật chủ đề cho nhóm", icon: "topic", onclick: () => setForum(chat, !chat.is_forum) },
  ];
}

function botItems(place) {
  const { chat } = place;
  if (isAway(chat)) return [{ label: "Thêm bot vào nhóm", icon: "plus", onclick: () => setBot(place, "administrator") }];
  const manages = chat.bot_manages_topics;
  return [
    chat.is_forum && { label: manages ? "Bỏ quyền quản lý chủ đề của bot" : "Cho bot quản lý chủ đề", icon: "topic", onclick: () => setBot(place, "administrator", manages ? ["can_manage_chat"] : undefined) },
    { label: "Đưa bot ra khỏi nhóm", icon: "block", danger: true, onclick: () => setBot(place, "kicked") },
  ];
}
