// The simulator's HTTP interface as functions; a refused call throws an Error with the server's sentence.

async function call(path, options = {}) {
  const answer = await fetch(path, options);
  if (!answer.ok) {
    const body = await answer.json().catch(() => ({}));
    throw new Error(body.error || `${answer.status} ${answer.statusText}`);
  }
  return answer.status === 204 ? null : answer.json();
}

function post(path, body) {
  return call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export const api = {
  citizens: () => call("/sim/citizens"),
  chats: () => call("/sim/page/chats"),
  chat: (waId) => call(`/sim/page/chats/${waId}`),
  read: (waId) => post(`/sim/page/chats/${waId}/read`, {}),
  state: (waId) => call(`/sim/page/chats/${waId}/presence`),
  sendText: (waId, text) => post(`/sim/chats/${waId}/messages`, { type: "text", text }),
  sendReply: (waId, id) => post(`/sim/chats/${waId}/messages`, { type: "reply", id }),
  sendFile: (waId, file, caption) => {
    const form = new FormData();
    form.append("file", file);
    form.append("caption", caption);
    return call(`/sim/chats/${waId}/messages`, { method: "POST", body: form });
  },
  smsNumbers: () => call("/sim/page/sms"),
  sms: (msisdn) => call(`/sim/sms/${msisdn}`),
  clock: () => call("/sim/clock"),
  advance: (seconds) => post("/sim/clock", { advance_s: seconds }),
  log: (after, waId) => call(`/sim/log?after=${after}${waId ? `&wa_id=${waId}` : ""}`),
};

/** Live events; `onEvent` gets each, `onLink(up)` tells whether the stream stands. Resolves when it stands first. */
export function listen(onEvent, onLink) {
  const source = new EventSource("/sim/page/events");
  source.onerror = () => onLink(false);
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  return new Promise((resolve) => {
    source.onopen = () => { onLink(true); resolve(); };
  });
}
