// Shortcuts: a letter moves the focus to the element that carries it as data-key; Enter then does the rest, so that no
// single key decides a case. j and k walk through the queue.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=radio]), select, textarea")) return;
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
