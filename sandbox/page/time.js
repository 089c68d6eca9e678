// Vietnam's time of the sandbox's clock, whatever time zone the browser lives in.

const ZONE = "Asia/Ho_Chi_Minh";
const OFFSET = 7 * 3600;
const DAY = 86400;

const format = (options) => {
  const formatter = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, ...options });
  return (seconds) => formatter.format(new Date(seconds * 1000));
};

const hourMinute = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayMonth = format({ day: "numeric", month: "numeric" });
const numeric = format({ day: "numeric", month: "numeric", year: "numeric" });
const WEEKDAYS = ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"];
const SHORT = ["CN", "T2", "T3", "T4", "T5", "T6", "T7"];

/** Days since 1970 in Vietnam, which has had no summer time since 1975. */
export const dayNumber = (seconds) => Math.floor((seconds + OFFSET) / DAY);

const weekday = (seconds) => (dayNumber(seconds) + 4) % 7;

export const clockTime = (seconds) => hourMinute(seconds);

export const fullTime = (seconds) => `${hourMinute(seconds)}, ${numeric(seconds)}`;

export const longNow = (seconds) => `${WEEKDAYS[weekday(seconds)]}, ${numeric(seconds)}`;

export const shortNow = (seconds) => `${SHORT[weekday(seconds)]} ${dayMonth(seconds)}`;

/** What a date separator says. */
export function dayName(seconds, now) {
  const ago = dayNumber(now) - dayNumber(seconds);
  if (ago === 0) return "Hôm nay";
  if (ago === 1) return "Hôm qua";
  return longNow(seconds);
}

/** What a row of the customers' list says: the hour today, the weekday this week, the date before that. */
export function listTime(seconds, now) {
  const ago = dayNumber(now) - dayNumber(seconds);
  if (ago <= 0) return hourMinute(seconds);
  return ago < 7 ? SHORT[weekday(seconds)] : dayMonth(seconds);
}

/** Seconds until 9:00 on Vietnam's next day. */
export const untilTomorrowNine = (now) => (dayNumber(now) + 1) * DAY - OFFSET + 9 * 3600 - now;

/** "2 ngày 3 giờ": how far the sandbox's clock is ahead of the real one; empty below a minute. */
export function ahead(offset) {
  const parts = [[Math.floor(offset / DAY), "ngày"], [Math.floor((offset % DAY) / 3600), "giờ"]];
  if (offset < DAY) parts.push([Math.floor((offset % 3600) / 60), "phút"]);
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

export const minutesSeconds = (seconds) => {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};
