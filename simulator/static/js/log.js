// The drawer with raw webhook and Graph calls.

import { api } from "./api.js";
import { $, element } from "./dom.js";
import { hourMinuteSecond } from "./times.js";

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?/g;
const SHOWN = 300;

function coloured(value) {
  const text = JSON.stringify(value, null, 2);
  const box = element("pre", { class: "json" });
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const kind = match[2] ? "key" : match[1] ? "string" : "number";
    const token = match[1] || match[0];
    box.append(text.slice(end, match.index), element("span", { class: kind }, token));
    end = match.index + token.length;
  }
  box.append(text.slice(end));
  return box;
}

/** One word that tells what the call was about. */
function topic(call) {
  const value = call.request?.entry?.[0]?.changes?.[0]?.value;
  if (value?.messages) return `pesan ${value.messages[0].type}`;
  if (value?.statuses) return `status ${value.statuses[0].status}`;
  if (call.request?.status === "read") return call.request.typing_indicator ? "dibaca + mengetik" : "dibaca";
  return call.request?.interactive?.type || call.request?.type || "";
}

export class WireLog {
  constructor(currentWaId) {
    this.currentWaId = currentWaId;
    this.after = 0;
    this.loading = false;
    this.again = false;
    $("log-toggle").addEventListener("click", () => this.toggle($("log").hidden));
    $("log-close").addEventListener("click", () => this.toggle(false));
    $("log-mine").addEventListener("change", () => this.restart());
    $("log-clear").addEventListener("click", () => $("calls").replaceChildren());
  }

  toggle(open) {
    $("log").hidden = !open;
    $("log-toggle").setAttribute("aria-expanded", String(open));
    if (open) this.restart();
    else $("log-toggle").focus();
  }

  restart() {
    this.after = 0;
    $("calls").replaceChildren();
    this.refresh();
  }

  async refresh() {
    if ($("log").hidden) return;
    if (this.loading) {
      this.again = true;
      return;
    }
    this.loading = true;
    const calls = await api.log(this.after, $("log-mine").checked ? this.currentWaId() : "").catch(() => []);
    this.loading = false;
    for (const call of calls) if (call.n > this.after) this.draw(call);
    if (this.again) {
      this.again = false;
      this.refresh();
    }
  }

  draw(call) {
    this.after = call.n;
    const good = call.status >= 200 && call.status < 300;
    const details = element("details", {},
      element("summary", {},
        element("span", { class: "at quiet" }, hourMinuteSecond(call.at)),
        element("span", { class: `way ${call.direction}` }, call.direction === "webhook" ? "← webhook" : "→ Graph"),
        element("span", { class: "method quiet" }, call.method),
        element("span", { class: "what" }, `${call.path}  ${topic(call)}`),
        element("span", { class: good ? "status" : "status bad" }, call.status || "–"),
        element("span", { class: "took" }, `${call.duration_ms} ms`)));
    details.addEventListener("toggle", () => {
      if (details.childElementCount > 1) return;
      if (call.request !== null) details.append(element("h3", {}, "Permintaan"), coloured(call.request));
      if (call.response !== null) details.append(element("h3", {}, "Jawaban"), coloured(call.response));
    });
    const calls = $("calls");
    calls.prepend(element("li", { class: "call" }, details));
    while (calls.childElementCount > SHOWN) calls.lastElementChild.remove();
  }
}
