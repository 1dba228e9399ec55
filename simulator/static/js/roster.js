// Who writes: the demonstration's citizens and every other number that has a chat.

import { api } from "./api.js";
import { summary } from "./bubbles.js";
import { $, element, setBadge } from "./dom.js";
import { shortWhen } from "./times.js";

export const showNumber = (digits) =>
  digits.startsWith("62") ? `+62 ${digits.slice(2, 5)}-${digits.slice(5, 9)}-${digits.slice(9)}`.replace(/-$/, "") : `+${digits}`;

/** "0812 3456 7890" → "6281234567890"; "" when it cannot be a number. */
export function toDigits(text) {
  const digits = text.replace(/[\s().+-]/g, "").replace(/^0/, "62");
  return /^\d{8,15}$/.test(digits) ? digits : "";
}

export class Roster {
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.citizens = [];
    this.chats = new Map();
    this.current = "";
    $("search").addEventListener("input", () => this.draw());
    $("new-number").addEventListener("submit", (event) => {
      event.preventDefault();
      const digits = toDigits($("number").value);
      $("number").setAttribute("aria-invalid", String(!digits));
      if (digits) {
        $("number").value = "";
        this.onChoose(digits);
      }
    });
  }

  async load() {
    const [citizens, chats] = await Promise.all([api.citizens(), api.chats()]);
    this.citizens = citizens;
    this.chats = new Map(chats.map((chat) => [chat.wa_id, chat]));
    this.draw();
  }

  citizen(waId) { return this.citizens.find((c) => c.wa_id === waId); }

  name(waId) { return this.citizen(waId)?.full_name || showNumber(waId); }

  choose(waId) {
    this.current = waId;
    this.draw();
  }

  message(waId, message) {
    const chat = this.chats.get(waId) || { wa_id: waId, unread: 0, last: message };
    chat.last = message;
    chat.unread = message.from === "bot" ? chat.unread + 1 : 0;
    this.chats.set(waId, chat);
    this.draw();
  }

  read(waId) {
    const chat = this.chats.get(waId);
    if (chat && chat.unread) {
      chat.unread = 0;
      this.draw();
    }
  }

  unread() {
    let sum = 0;
    for (const chat of this.chats.values()) sum += chat.unread;
    return sum;
  }

  people() {
    const known = new Set(this.citizens.map((c) => c.wa_id));
    const strangers = [...this.chats.keys()].filter((waId) => !known.has(waId));
    if (this.current && !known.has(this.current) && !this.chats.has(this.current)) strangers.unshift(this.current);
    const people = [...strangers.map((waId) => ({ wa_id: waId, full_name: showNumber(waId), note: "Nomor baru" })), ...this.citizens];
    const wanted = $("search").value.trim().toLowerCase();
    return people.filter((p) =>
      [p.full_name, p.wa_id, p.phone, p.note, p.nik].some((value) => String(value || "").toLowerCase().includes(wanted)));
  }

  draw() {
    const items = this.people().map((person) => element("li", {}, this.entry(person)));
    if (!items.length) items.push(element("li", { class: "nobody" }, "Tidak ada warga yang cocok."));
    $("citizens").replaceChildren(...items);
    const unread = this.unread();
    document.title = `${unread ? `(${unread}) ` : ""}KemenkesRI · Simulator WhatsApp`;
  }

  entry(person) {
    const chat = this.chats.get(person.wa_id);
    const badge = element("span", { class: "badge", "aria-label": "belum dibaca" });
    setBadge(badge, chat?.unread || 0);
    const initials = /^\+/.test(person.full_name) ? "#" : person.full_name.split(/\s+/).slice(0, 2).map((w) => w[0]).join("");
    const tone = [...person.wa_id].reduce((sum, digit) => sum + Number(digit), 0) % 6;
    return element("button",
      { class: `citizen${chat?.unread ? " waiting" : ""}`, type: "button", "aria-current": String(person.wa_id === this.current), "data-wa-id": person.wa_id, title: person.note || "", onclick: () => this.onChoose(person.wa_id) },
      element("span", { class: `avatar tone-${tone}`, "aria-hidden": "true" }, initials.toUpperCase()),
      element("span", { class: "name" }, person.full_name),
      chat ? element("time", { datetime: chat.last.at }, shortWhen(chat.last.at)) : element("span"),
      element("span", { class: "about" }, chat ? summary(chat.last) : person.note || showNumber(person.wa_id)),
      badge);
  }
}
