// The citizen's SMS inbox beside the chat; a code is copied by a tap.

import { api } from "./api.js";
import { $, element, icon, setBadge, toast } from "./dom.js";
import { showNumber } from "./roster.js";
import { hourMinute } from "./times.js";

const CODE = /(?<!\d)\d{6}(?!\d)/;

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element("textarea", { class: "hidden-file" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy"); // pages without https have no clipboard
    area.remove();
  }
  toast(`Kode ${text} disalin`);
}

export class SmsInbox {
  constructor(isVisible) {
    this.isVisible = isVisible;
    this.own = "";
    this.shown = "";
    this.fresh = 0;
    $("sms-number").addEventListener("change", () => this.show($("sms-number").value));
    $("sms-elsewhere").addEventListener("click", () => this.show($("sms-elsewhere").dataset.number));
  }

  /** The inbox of the number that belongs to the chosen citizen. */
  async openFor(msisdn) {
    this.own = msisdn;
    this.setFresh(0);
    await this.show(msisdn);
  }

  async show(msisdn) {
    if (!msisdn) return;
    this.shown = msisdn;
    $("sms-elsewhere").hidden = true;
    const [messages, numbers] = await Promise.all([api.sms(msisdn), api.smsNumbers()]);
    if (msisdn !== this.shown) return;
    const others = numbers.filter((number) => number !== this.own);
    $("sms-number").replaceChildren(...[this.own, ...others].map((number) =>
      element("option", { value: number, selected: number === msisdn }, showNumber(number) + (number === this.own ? " (warga)" : ""))));
    $("sms-list").replaceChildren(...messages.map((sms) => this.item(sms, false)).reverse());
    if (!messages.length) $("sms-list").append(element("li", { class: "nobody" }, "Belum ada SMS."));
  }

  received(msisdn, sms) {
    if (msisdn === this.shown) {
      $("sms-list").querySelector(".nobody")?.remove();
      $("sms-list").prepend(this.item(sms, true));
    } else if (this.own) {
      const hint = $("sms-elsewhere");
      hint.textContent = `SMS baru untuk ${showNumber(msisdn)}. Lihat`;
      hint.dataset.number = msisdn;
      hint.hidden = false;
    }
    if (msisdn === this.own && !this.isVisible()) this.setFresh(this.fresh + 1);
  }

  setFresh(number) {
    this.fresh = number;
    setBadge($("sms-badge"), number);
  }

  item(sms, fresh) {
    const code = CODE.exec(sms.text);
    const time = element("time", { datetime: sms.at }, hourMinute(sms.at));
    if (!code) return element("li", {}, element("div", { class: fresh ? "sms fresh" : "sms" }, sms.text, time));
    const parts = [sms.text.slice(0, code.index), element("mark", {}, code[0]), sms.text.slice(code.index + 6)];
    return element("li", {}, element("button",
      { class: fresh ? "sms fresh" : "sms", type: "button", "aria-label": `${sms.text} Salin kode ${code[0]}`, onclick: () => copy(code[0]) },
      ...parts, element("br"), element("span", { class: "copy" }, icon("copy"), "Salin kode"), time));
  }
}
