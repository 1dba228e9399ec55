// One message as one bubble.

import { element, icon } from "./dom.js";
import { formatted, isOnlyEmoji, plain } from "./format.js";
import { hourMinute } from "./times.js";

const TICKS = { pending: "menunggu", sent: "terkirim", delivered: "diterima", read: "dibaca", failed: "gagal" };
const SHAPES = { pending: "pending", sent: "sent", delivered: "delivered", read: "delivered", failed: "pending" };
export const BUSINESS = "KemenkesRI";

export function tick(status) {
  return icon(SHAPES[status] || "pending", `tick ${status}`, TICKS[status] || status);
}

export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const kb = bytes / 1024;
  return kb < 1000 ? `${Math.round(kb)} KB` : `${(kb / 1024).toFixed(1).replace(".", ",")} MB`;
}

export function summary(message) {
  const text = plain(message.text);
  if (message.type === "image") return `📷 ${text || "Foto"}`;
  if (message.type === "document") return `📄 ${message.file?.filename || "Dokumen"}`;
  return text;
}

function documentCard(file) {
  const extension = (file.filename.split(".").pop() || "").toUpperCase();
  return element(
    "a",
    { class: "document", href: file.url, target: "_blank", rel: "noopener noreferrer", "aria-label": `Buka ${file.filename}` },
    icon(extension === "PDF" ? "pdf" : "file", ""),
    element("span", {},
      element("span", { class: "filename" }, file.filename),
      element("span", { class: "size" }, file.size ? `${extension} · ${fileSize(file.size)}` : extension)),
  );
}

function photo(file, bare) {
  return element(
    "a",
    { class: bare ? "photo bare" : "photo", href: file.url, target: "_blank", rel: "noopener noreferrer", "aria-label": "Buka foto" },
    element("img", { src: file.url, alt: file.filename || "Foto", loading: "lazy" }),
  );
}

function attachment(message) {
  if (!message.file) return null;
  return message.file.mime_type.startsWith("image/") ? photo(message.file, !message.text) : documentCard(message.file);
}

function quote(quoted) {
  if (!quoted) return null;
  const name = quoted.from === "bot" ? BUSINESS : "Anda";
  return element("div", { class: "quote" }, element("b", {}, name), element("span", {}, plain(quoted.text).slice(0, 160)));
}

function options(message, act) {
  if (message.options.length === 0) return null;
  if (message.type === "list") {
    return element("div", { class: "options" },
      element("button", { class: "option", type: "button", "aria-haspopup": "dialog", onclick: () => act.openList(message) },
        icon("list"), message.list_button));
  }
  return element("div", { class: "options", role: "group", "aria-label": "Tombol balasan" },
    ...message.options.map((option) =>
      element("button", { class: "option", type: "button", onclick: () => act.reply(option.id) }, icon("reply"), option.title)));
}

/** `first`: the first of several from the same side, which has the tail. `act`: {reply(id), openList(message)}. */
export function bubble(message, { first, quoted, act }) {
  const mine = message.from === "citizen";
  const text = message.text
    ? element("div", { class: isOnlyEmoji(message.text) ? "text emoji" : "text" },
      ...formatted(message.text), message.footer ? null : element("span", { class: "spacer" }))
    : null;
  const body = element("div", { class: "body" },
    element("div", { class: "content" },
      message.header ? element("div", { class: "title" }, message.header) : null,
      text,
      !text && message.type === "document" ? element("span", { class: "spacer" }) : null,
      message.footer ? element("div", { class: "foot" }, message.footer) : null),
    element("span", { class: "meta" },
      element("time", { datetime: message.at }, hourMinute(message.at)), mine ? tick(message.status) : null));
  const wide = message.type === "list" || message.type === "buttons" || message.type === "document";
  return element(
    "div",
    { class: `row ${mine ? "out" : "in"}${first ? " first" : ""}${wide ? " wide" : ""}`, "data-n": message.n, "data-type": message.type, "data-from": message.from },
    element("div", { class: "bubble" }, quote(quoted), attachment(message), body, options(message, act)),
  );
}

export function typingBubble() {
  return element("div", { class: "row in first typing-row", "aria-hidden": "true" },
    element("div", { class: "bubble" }, element("div", { class: "dots" }, element("i"), element("i"), element("i"))));
}
