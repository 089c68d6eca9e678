// The sandbox's control API (sandbox/README.md), one function a call. A refusal becomes an Error with the server's sentence.

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("Không liên lạc được với máy chủ. Hãy thử lại sau giây lát.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `Máy chủ trả lời ${response.status}.`);
  return answer;
}

const post = (path, body) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const getState = () => request("/sandbox/state");
export const getMessages = (chatId) => request(`/sandbox/chats/${chatId}/messages`);
export const send = (chatId, body) => post(`/sandbox/chats/${chatId}/send`, body);
export const edit = (chatId, body) => post(`/sandbox/chats/${chatId}/edit`, body);
export const start = (userId, token) => post("/sandbox/start", token ? { user_id: userId, token } : { user_id: userId });
export const addUser = (body) => post("/sandbox/users", body);
export const block = (userId, blocked) => post(`/sandbox/users/${userId}/block`, { blocked });
export const addTopic = (chatId, body) => post(`/sandbox/chats/${chatId}/topic`, body);
export const changeTopic = (chatId, topicId, body) => post(`/sandbox/chats/${chatId}/topics/${topicId}`, body);
export const setForum = (chatId, on) => post(`/sandbox/chats/${chatId}/forum`, { is_forum: on });
export const setBot = (chatId, body) => post(`/sandbox/chats/${chatId}/bot`, body);
export const advance = (seconds) => post("/sandbox/clock", { advance_seconds: Math.round(seconds) });

/** Presses an inline button and waits, as Telegram's clients do, until the bot answers or gives up. */
export const press = (body) => post("/sandbox/press", { wait_seconds: 15, ...body });

/** Files as [{kind: photo|document|voice, file}]; empty fields are left out. */
export function upload(chatId, files, fields) {
  const form = new FormData();
  for (const { kind, file } of files) form.append(kind, file, file.name);
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined && value !== "") form.append(name, value);
  }
  return request(`/sandbox/chats/${chatId}/upload`, { method: "POST", body: form });
}
