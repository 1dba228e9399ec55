// Shortcuts: a letter moves the focus to the element that carries it as data-key; Enter then does the rest, so that no
// single key decides a case. j and k walk through the queue.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=radio], [type=checkbox]), select, textarea")) return;
  const links = [...document.querySelectorAll(".case-link")];
  const step = { j: 1, k: -1 }[event.key];
  const wanted = step && links.length
    ? links[Math.min(Math.max(links.indexOf(document.activeElement) + step, 0), links.length - 1)]
    : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.tagName === "SUMMARY") wanted.parentElement.open = true;
  wanted.focus();
});

// New lines of a running talk, every 5 s. Whoever has done nothing for 10 minutes must reload: a page that nobody looks
// at keeps no session alive.
const lines = document.querySelector("[data-lines]");
let active = Date.now();
for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, () => { active = Date.now(); });
async function fetchLines() {
  const after = lines.querySelector("[data-seq]:last-of-type")?.dataset.seq ?? 0;
  const answer = await fetch(`${lines.dataset.lines}?after=${after}`, { redirect: "error" });
  if (answer.ok) lines.insertAdjacentHTML("beforeend", await answer.text());
}
async function keepUp() {
  if (Date.now() - active < 600000) await fetchLines().catch(() => {});
  if (!lines.querySelector("[data-over]")) setTimeout(keepUp, 5000);
}
if (lines) setTimeout(keepUp, 5000);
