// WhatsApp's text formatting as DOM nodes: *bold*, _italic_, ~strike~, `code`, ```code```, lists, quotes, links.

import { element } from "./dom.js";

const INLINE = [
  { pattern: /```([\s\S]+?)```/, tag: "code", raw: true },
  { pattern: /`([^`\n]+)`/, tag: "code", raw: true },
  { pattern: /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]*_~]/, link: true },
  { pattern: /(?<![\p{L}\p{N}])\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}])/u, tag: "strong" },
  { pattern: /(?<![\p{L}\p{N}])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}])/u, tag: "em" },
  { pattern: /(?<![\p{L}\p{N}])~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}])/u, tag: "s" },
];
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}(?:\u200d\p{Extended_Pictographic}|[\ufe0f\u{1f3fb}-\u{1f3ff}])*\s*){1,3}$/u;

export const isOnlyEmoji = (text) => ONLY_EMOJI.test(text);

function inline(text) {
  let first = null;
  for (const rule of INLINE) {
    const match = rule.pattern.exec(text);
    if (match && (first === null || match.index < first.match.index)) first = { rule, match };
  }
  if (first === null) return text ? [text] : [];
  const { rule, match } = first;
  const made = rule.link
    ? element("a", { href: match[0], target: "_blank", rel: "noopener noreferrer" }, match[0])
    : element(rule.tag, {}, ...(rule.raw ? [match[1]] : inline(match[1])));
  return [...inline(text.slice(0, match.index)), made, ...inline(text.slice(match.index + match[0].length))];
}

/** The nodes of one text; lines stay lines, list items hang, quoted lines stand apart. */
export function formatted(text) {
  if (text.includes("```")) return inline(text);
  const nodes = [];
  let lineOpen = false;
  for (const line of text.split("\n")) {
    const item = /^(?:[-*•]|(\d+)\.) +(.*)$/.exec(line);
    const quote = /^> +(.*)$/.exec(line);
    if (item || quote) {
      nodes.push(quote
        ? element("blockquote", {}, ...inline(quote[1]))
        : element("span", { class: "item" }, item[1] ? `${item[1]}. ` : "•  ", ...inline(item[2])));
      lineOpen = false;
    } else {
      if (lineOpen) nodes.push("\n");
      nodes.push(...inline(line));
      lineOpen = true;
    }
  }
  return nodes;
}

/** The same text in one plain line, for the list of chats. */
export const plain = (text) => text.replace(/[*_~`]+/g, "").replace(/\s+/g, " ").trim();
