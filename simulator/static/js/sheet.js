// The list of choices that rises from the bottom of the chat.

import { $, element } from "./dom.js";

/** Asks for one row of a list message; resolves to its id, or to "" when the citizen closes the sheet. */
export function openSheet(message, place) {
  const sheet = $("sheet");
  const send = $("sheet-send");
  sheet.style.setProperty("--sheet-left", `${place.left}px`);
  sheet.style.setProperty("--sheet-width", `${place.width}px`);
  $("sheet-title").textContent = message.list_button;
  send.disabled = true;

  const rows = [];
  let section = "";
  for (const option of message.options) {
    if (option.section && option.section !== section) rows.push(element("h3", {}, option.section));
    section = option.section;
    rows.push(element("label", { class: "choice" },
      element("span", {}, option.title, option.description ? element("small", {}, option.description) : null),
      element("input", { type: "radio", name: "row", value: option.id, "aria-label": option.title, onchange: () => { send.disabled = false; } })));
  }
  $("sheet-rows").replaceChildren(...rows);

  return new Promise((resolve) => {
    let chosen = "";
    const done = new AbortController();
    const on = (target, event, act) => target.addEventListener(event, act, { signal: done.signal });
    on($("sheet-form"), "submit", () => { chosen = sheet.querySelector("input:checked")?.value || ""; });
    on($("sheet-close"), "click", () => sheet.close());
    on(sheet, "click", (event) => { if (event.target === sheet) sheet.close(); });
    on(sheet, "close", () => { done.abort(); resolve(chosen); });
    sheet.showModal();
    sheet.querySelector("input")?.focus();
  });
}
