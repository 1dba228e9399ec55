// The open chat: its bubbles in order, day separators, ticks, typing, unread line and scrolling.

import { api } from "./api.js";
import { bubble, tick, typingBubble } from "./bubbles.js";
import { $, element, icon, setBadge, toast } from "./dom.js";
import { openSheet } from "./sheet.js";
import { dayKey, dayLabel } from "./times.js";

const TYPING_MS = 25_000;
const NEAR_END_PX = 90;

export class Chat {
  constructor() {
    this.waId = "";
    this.messages = [];
    this.typingTimer = 0;
    this.missed = 0;
    this.loading = null;
    this.stale = false;
    this.act = { reply: (id) => this.reply(id), openList: (message) => this.openList(message) };
    $("wall").addEventListener("scroll", () => this.scrolled());
    $("to-end").addEventListener("click", () => this.toEnd());
    document.addEventListener("visibilitychange", () => this.markRead());
    this.pinned = true; // the newest message stays in sight while the room or the content changes size
    const sizes = new ResizeObserver(() => { if (this.pinned) this.toEnd(); });
    sizes.observe($("wall"));
    sizes.observe($("bubbles"));
  }

  async open(waId) {
    this.waId = waId;
    $("welcome").hidden = true;
    await this.reload();
    $("draft").disabled = false;
    $("draft").focus({ preventScroll: true });
  }

  reload() {
    this.stale = true;
    this.loading ??= this.load().finally(() => { this.loading = null; });
    return this.loading;
  }

  async load() {
    while (this.stale && this.waId) {
      this.stale = false;
      const waId = this.waId;
      const [messages, presence] = await Promise.all([api.chat(waId), api.state(waId)]);
      if (!this.stale) this.show(messages, presence); // else a message came, or another chat was opened, meanwhile
    }
  }

  show(messages, presence) {
    this.messages = [];
    $("bubbles").replaceChildren(this.notice());
    const unread = messages.filter((m) => m.from === "bot" && m.status !== "read");
    for (const message of messages) {
      if (unread.length && message.n === unread[0].n) {
        $("bubbles").append(element("div", { class: "pill unread" }, `${unread.length} pesan belum dibaca`));
      }
      this.draw(message);
    }
    this.typing(presence.typing);
    this.toEnd();
    this.markRead();
  }

  notice() {
    return element("div", { class: "pill notice" }, icon("lock"),
      "Obrolan simulasi. Pesan tidak dikirim ke WhatsApp dan hilang saat simulator dimatikan.");
  }

  add(message) {
    if (this.loading) {
      this.stale = true;
      return;
    }
    if (message.n <= this.messages.length) return;
    if (message.n > this.messages.length + 1) {
      this.reload();
      return;
    }
    if (message.from === "bot") this.typing(false);
    if (message.from === "citizen") document.querySelector(".pill.unread")?.remove();
    this.draw(message);
    if (this.pinned || message.from === "citizen") this.toEnd();
    else this.setMissed(this.missed + 1);
    this.markRead();
  }

  draw(message) {
    const before = this.messages.at(-1);
    const newDay = !before || dayKey(before.at) !== dayKey(message.at);
    const box = $("bubbles");
    const typing = box.querySelector(".typing-row");
    if (newDay) box.insertBefore(element("div", { class: "pill" }, dayLabel(message.at)), typing);
    const quoted = this.messages.find((m) => m.wamid === message.replied_to);
    const first = newDay || before.from !== message.from;
    box.insertBefore(bubble(message, { first, quoted, act: this.act }), typing);
    this.messages.push(message);
  }

  setStatus(number, status) {
    const message = this.messages[number - 1];
    if (!message) return;
    message.status = status;
    const old = $("bubbles").querySelector(`[data-n="${number}"] .tick`);
    old?.replaceWith(tick(status));
  }

  typing(on) {
    clearTimeout(this.typingTimer);
    const presence = $("presence");
    presence.textContent = on ? "mengetik…" : "Akun bisnis";
    presence.classList.toggle("typing", on);
    const shown = $("bubbles").querySelector(".typing-row");
    if (on && !shown) {
      $("bubbles").append(typingBubble());
      if (this.pinned) this.toEnd();
    }
    if (!on) shown?.remove();
    if (on) this.typingTimer = setTimeout(() => this.typing(false), TYPING_MS);
  }

  markRead() {
    if (document.hidden || !this.waId) return;
    if (!this.messages.some((m) => m.from === "bot" && m.status !== "read")) return;
    for (const message of this.messages) if (message.from === "bot") message.status = "read";
    api.read(this.waId).catch((error) => toast(error.message));
  }

  async reply(id) {
    try {
      await api.sendReply(this.waId, id);
    } catch (error) {
      toast(error.message);
    }
    $("draft").focus({ preventScroll: true });
  }

  async openList(message) {
    const id = await openSheet(message, $("phone").getBoundingClientRect());
    if (id) await this.reply(id);
  }

  toEnd() {
    const wall = $("wall");
    wall.scrollTop = wall.scrollHeight;
    this.pinned = true;
    this.setMissed(0);
  }

  scrolled() {
    const wall = $("wall");
    const away = wall.scrollHeight - wall.scrollTop - wall.clientHeight > NEAR_END_PX;
    this.pinned = !away;
    $("to-end").hidden = !away;
    if (!away) this.setMissed(0);
  }

  setMissed(number) {
    this.missed = number;
    setBadge($("to-end-badge"), number);
    if (number > 0) $("to-end").hidden = false;
  }
}
