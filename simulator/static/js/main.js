// The page: the chosen citizen stands in the fragment (#6281…), live events keep everything up to date.

import { api, listen } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { $, toast } from "./dom.js";
import { WireLog } from "./log.js";
import { Roster, showNumber } from "./roster.js";
import { SmsInbox } from "./sms.js";
import { hourMinute, setSimulatedNow, simulatedNow } from "./times.js";

const app = $("app");
const chat = new Chat();
const roster = new Roster((waId) => { location.hash = waId; });
const toolsVisible = () => getComputedStyle($("tools")).display !== "none";
const sms = new SmsInbox(toolsVisible);
const log = new WireLog(() => chat.waId);
new Composer(() => chat.waId);

async function openFromFragment() {
  const waId = location.hash.slice(1);
  if (!/^\d{5,15}$/.test(waId)) {
    app.dataset.view = "roster";
    return;
  }
  app.dataset.view = "chat";
  roster.choose(waId);
  roster.read(waId);
  const citizen = roster.citizen(waId);
  $("as-who").textContent = citizen ? `${citizen.full_name} · ${showNumber(waId)}` : showNumber(waId);
  await Promise.all([chat.open(waId), sms.openFor((citizen?.phone || waId).replace(/\D/g, ""))]);
  log.restart();
}

function onEvent(event) {
  const mine = event.wa_id === chat.waId;
  if (event.kind === "message") {
    roster.message(event.wa_id, event.message);
    if (mine) chat.add(event.message);
    if (mine && !document.hidden) roster.read(event.wa_id);
  } else if (event.kind === "status") {
    if (mine) chat.setStatus(event.number, event.status);
  } else if (event.kind === "typing") {
    if (mine) chat.typing(event.on);
  } else if (event.kind === "sms") {
    sms.received(event.msisdn, event.sms);
  } else if (event.kind === "clock") {
    showClock(event);
  } else if (event.kind === "log") {
    log.refresh();
  } else if (event.kind === "resync") {
    everythingAnew();
  }
}

function showClock(state) {
  setSimulatedNow(state.now);
  const minutes = Math.round(state.offset_s / 60);
  $("clock-ahead").textContent = minutes ? `WIB, maju ${minutes} menit` : "WIB";
  tickClock();
}

function tickClock() { $("clock").textContent = hourMinute(simulatedNow()); }

function showTools(open) {
  app.classList.toggle("with-tools", open);
  $("tools-toggle").setAttribute("aria-expanded", String(open));
  sms.setFresh(0);
}

async function everythingAnew() {
  try {
    showClock(await api.clock());
    await roster.load();
    await chat.reload();
  } catch (error) {
    toast(error.message);
  }
}

let linked = true;

function onLink(up) {
  const state = up ? "Tersambung" : "Terputus, mencoba lagi";
  $("link-state").classList.toggle("lost", !up);
  $("link-state").title = state;
  $("link-state").setAttribute("aria-label", state);
  if (up && !linked) everythingAnew();
  linked = up;
}

$("back").addEventListener("click", () => { location.hash = ""; });
$("tools-toggle").addEventListener("click", () => showTools(!app.classList.contains("with-tools")));
$("tools-close").addEventListener("click", () => showTools(false));
for (const button of document.querySelectorAll("[data-minutes]")) {
  button.addEventListener("click", () =>
    api.advance(Number(button.dataset.minutes) * 60)
      .then(() => toast(`Waktu dimajukan ${button.dataset.minutes} menit`))
      .catch((error) => toast(error.message)));
}
window.addEventListener("hashchange", openFromFragment);
document.addEventListener("visibilitychange", () => { if (!document.hidden && chat.waId) roster.read(chat.waId); });
setInterval(tickClock, 1000);

await listen(onEvent, onLink);
await everythingAnew();
await openFromFragment();
