// The page's beginning: builds the parts, hands them to each other, and draws them whenever something changed.

import { addPerson } from "./actions.js";
import { createClock } from "./clock.js";
import { h } from "./dom.js";
import { connect } from "./events.js";
import { createHints } from "./hints.js";
import { createPane } from "./pane.js";
import { createPeople } from "./people.js";
import { changed, customers, speakAs, staffChat, state, subscribe, unread } from "./state.js";

const byId = (id) => document.getElementById(id);
const desk = byId("desk");
const phone = matchMedia("(max-width: 759px)");
const TABS = [["customer", "Khách"], ["staff", "Nhóm nhân viên"]];

/** On a phone one screen is seen at a time: "people", "customer" or "staff". */
function show(screen) {
  desk.dataset.screen = screen;
  changed();
}

const isVisible = (screen) => () => !phone.matches || desk.dataset.screen === screen;
const toCustomer = () => show("customer");

async function addStaff() {
  const added = await addPerson(true);
  if (!added) return;
  state.users.set(added.user.id, added.user);
  speakAs("staff", added.user.id);
}

const people = createPeople(byId("people"), { onChoose: toCustomer });
const customerPane = createPane(byId("customer"), "customer", { isVisible: isVisible("customer"), onBack: () => show("people"), onMissing: people.addCustomer });
const staffPane = createPane(byId("staff"), "staff", { isVisible: isVisible("staff"), onMissing: addStaff });
const hints = createHints(byId("hints"), { say: customerPane.say, onUse: toCustomer });
const clock = createClock(byId("bar"), { onHints: () => hints.toggle(), onLink: toCustomer });

const tabs = TABS.map(([screen, label]) => {
  const badge = h("span.badge", { hidden: true });
  const button = h("button", { type: "button", role: "tab", "aria-controls": screen, onclick: () => show(screen) }, label, badge);
  byId("tabs").append(button);
  return { screen, badge, button };
});

function renderTabs() {
  const counts = {
    customer: customers().reduce((sum, user) => sum + unread(user.chat_id, user.id), 0),
    staff: staffChat() ? unread(staffChat().id, state.staffId) : 0,
  };
  for (const { screen, badge, button } of tabs) {
    const here = desk.dataset.screen === screen || (screen === "customer" && desk.dataset.screen === "people");
    button.setAttribute("aria-selected", String(here));
    badge.hidden = here || !counts[screen];
    badge.textContent = counts[screen];
  }
}

function renderAway() {
  const away = byId("away");
  away.hidden = state.online;
  const text = state.online ? "" : "Mất kết nối với máy chủ. Đang nối lại…";
  if (away.textContent !== text) away.textContent = text;
}

subscribe(() => {
  for (const part of [people, customerPane, staffPane, hints, clock]) part.render();
  renderTabs();
  renderAway();
});
document.addEventListener("visibilitychange", changed);
phone.addEventListener("change", changed);
show("customer");
connect();
