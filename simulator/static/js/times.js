// Times as an Indonesian phone shows them: WIB, 24 hours, day names.

const ZONE = "Asia/Jakarta";
const clock = new Intl.DateTimeFormat("id-ID", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockSeconds = new Intl.DateTimeFormat("id-ID", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });
const weekday = new Intl.DateTimeFormat("id-ID", { timeZone: ZONE, weekday: "long" });
const longDay = new Intl.DateTimeFormat("id-ID", { timeZone: ZONE, day: "numeric", month: "long", year: "numeric" });
const DAY_MS = 86_400_000;

let aheadMs = 0;

/** How far the simulated clock runs ahead of this browser's. */
export function setSimulatedNow(iso) { aheadMs = new Date(iso) - Date.now(); }
export const simulatedNow = () => new Date(Date.now() + aheadMs);

export const hourMinute = (iso) => clock.format(new Date(iso)).replaceAll(".", ":");
export const hourMinuteSecond = (iso) => clockSeconds.format(new Date(iso)).replaceAll(".", ":");
export const dayKey = (iso) => day.format(new Date(iso));

export function dayLabel(iso) {
  const now = simulatedNow();
  const key = dayKey(iso);
  if (key === dayKey(now)) return "Hari ini";
  if (key === dayKey(new Date(now - DAY_MS))) return "Kemarin";
  return now - new Date(iso) < 6 * DAY_MS ? weekday.format(new Date(iso)) : longDay.format(new Date(iso));
}

export function shortWhen(iso) {
  return dayKey(iso) === dayKey(simulatedNow()) ? hourMinute(iso) : dayLabel(iso);
}
