// The topics of a forum group as a row of tabs; in an ordinary group there is no row.

import { h, icon } from "./dom.js";

const ALL = "all";

export function createTopics(onChange) {
  const element = h("div.topics", { role: "tablist", "aria-label": "Chủ đề", hidden: true });
  let chosen = ALL;

  const tab = (id, label, closed) => h("button", { type: "button", role: "tab", "aria-selected": String(chosen === id), onclick: () => { chosen = id; onChange(); } },
    id !== ALL && icon("topic"), label, closed && " 🔒");

  function render(chat) {
    element.hidden = !chat?.is_forum;
    if (!chat?.is_forum) chosen = ALL;
    const sign = JSON.stringify([chat?.topics, chosen]);
    if (element.hidden || element.dataset.sign === sign) return;
    element.dataset.sign = sign;
    element.replaceChildren(tab(ALL, "Tất cả"), tab(null, "Chung"), ...chat.topics.map((topic) => tab(topic.id, topic.name, topic.closed)));
  }

  return {
    element, render,
    key: () => String(chosen),
    threadId: () => (chosen === ALL ? null : chosen),
    keep: (messages) => (chosen === ALL ? messages : messages.filter((message) => (message.thread_id ?? null) === chosen)),
    names: (chat) => (chat.is_forum && chosen === ALL ? new Map(chat.topics.map((topic) => [topic.id, topic.name])) : null),
  };
}
