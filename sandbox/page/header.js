// The line above a chat: who it is with, what the bot is doing, who is speaking, and the menu.

import { addTopic, setBlocked } from "./actions.js";
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
    const text = doing ? `${role === "staff" ? `${state.bot.name} ` : ""}${DOING[doing] ?? DOING.typing}` : idle(role, reader);
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

function idle(role, reader) {
  if (role === "staff") return `${staff().length} nhân viên và bot`;
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
    place.chat?.is_forum && { label: "Tạo chủ đề", icon: "topic", onclick: () => addTopic(place) },
  ];
}
