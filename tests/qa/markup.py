"""WhatsApp's marks as HTML: *bold*, _italic_, ~struck~ and ```code```, and placeholders shown as such."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

MARKS = (("*", "b"), ("_", "i"), ("~", "s"))
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def whatsapp_html(text: str) -> Markup:
    """Safe HTML of a message as the phone shows it. A mark counts when it clings to its words, as in WhatsApp."""
    html = re.sub(r"```([^`]+)```", r"<code>\1</code>", str(escape(text.strip())))
    for mark, tag in MARKS:
        sign = re.escape(mark)
        html = re.sub(rf"(?<![\w{sign}]){sign}(?=\S)([^{sign}\n]*?\S){sign}(?![\w{sign}])", rf"<{tag}>\1</{tag}>", html)
    return Markup(PLACEHOLDER.sub(r'<span class="placeholder">\1</span>', html))  # noqa: S704 - escaped above
