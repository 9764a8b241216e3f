/**
 * The shop's chat for any page:
 *
 *   <script src="https://bot.example.com/webchat.js" data-title="Ask us" defer></script>
 *
 * data-title     what stands over the chat; default "Chat with us"
 * data-lang      "en" or "es", the language of the widget's own words; default the page's own
 * data-greeting  a first line, shown but never sent
 * data-open      "true": begins opened
 * data-identity  the shop's signature of who is signed in; see docs/channels/web-chat.md
 *
 * Nothing but this file is loaded. All words are set as text, never as markup, and there is no inline script or style,
 * so that it works under a strict content security policy (connect-src must allow the server, with wss).
 */
(() => {
  const script = document.currentScript;
  /** What the widget itself says; whoever answers speaks the customer's language anyway. */
  const LABELS = {
    en: {
      title: "Chat with us",
      you: "You",
      moment: "One moment …",
      kept: "No connection. Your words are kept and will be sent.",
      offline: "No connection. Trying again …",
      tooLong: "That message is too long.",
      news: "new message",
      close: "Close chat",
      messages: "Messages",
      writing: (name) => `${name} is writing …`,
      answers: "Answers",
      message: "Your message",
      send: "Send",
    },
    es: {
      title: "Habla con nosotros",
      you: "Tú",
      moment: "Un momento …",
      kept: "Sin conexión. Guardamos tus palabras y se enviarán.",
      offline: "Sin conexión. Probamos otra vez …",
      tooLong: "Ese mensaje es demasiado largo.",
      news: "mensaje nuevo",
      close: "Cerrar el chat",
      messages: "Mensajes",
      writing: (name) => `${name} está escribiendo …`,
      answers: "Respuestas",
      message: "Tu mensaje",
      send: "Enviar",
    },
  };
  const wanted = (script.dataset.lang || document.documentElement.lang).slice(0, 2).toLowerCase();
  const lang = Object.hasOwn(LABELS, wanted) ? wanted : "en";
  const labels = LABELS[lang];
  const settings = {
    title: labels.title,
    greeting: "",
    open: "",
    identity: "",
    ...script.dataset,
  };
  const server = new URL("directline", script.src).href;
  const storageKey = `nightdesk:${server}`;
  const RETRY_MS = [1000, 2000, 5000, 10000, 30000];
  const POLL_MS = 5000;
  const TYPING_MS = 8000;

  const ui = buildUi();
  /** What the page remembers: the visitor's token, and words that are not with the server yet. */
  const memory = recall();
  let watermark = "0";
  let seen = new Set();
  let socket;
  let failures = 0;
  let pollTimer;
  let flushing = false;
  let renewing;
  let typingTimer;

  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin, { once: true });

  function begin() {
    document.body.append(ui.host);
    if (settings.greeting) show({ text: settings.greeting, mine: false });
    for (const { id, text, label } of memory.unsent) {
      show({ id, text: label || text, mine: true, waiting: true });
    }
    ui.toggle.addEventListener("click", () => setOpen(ui.panel.hidden));
    ui.close.addEventListener("click", () => setOpen(false));
    ui.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !ui.panel.hidden) setOpen(false);
    });
    ui.form.addEventListener("submit", (event) => {
      event.preventDefault();
      write(ui.input.value);
    });
    ui.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      write(ui.input.value);
    });
    window.addEventListener("online", () => connect());
    // somebody who has chatted before may have an answer waiting
    if (settings.open === "true") setOpen(true);
    else if (memory.token && !settings.identity) connect();
  }

  function setOpen(open) {
    ui.panel.hidden = !open;
    ui.toggle.setAttribute("aria-expanded", String(open));
    if (!open) return ui.toggle.focus();
    ui.badge.hidden = true;
    ui.input.focus();
    ui.log.scrollTop = ui.log.scrollHeight;
    connect();
  }

  function write(value) {
    const text = value.trim();
    if (text === "") return;
    ui.input.value = "";
    queue({ text });
  }

  /** An answer on a button: `text` is what it says, `label` what stands on it. */
  function choose({ text, displayText, value }) {
    queue({ text, label: displayText, value });
    ui.input.focus();
  }

  function queue(words) {
    const id = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
    memory.unsent.push({ id, ...words });
    remember();
    show({ id, text: words.label || words.text, mine: true, waiting: true });
    flush();
  }

  /** Sends what waits, in order. */
  async function flush() {
    if (flushing) return;
    flushing = true;
    try {
      while (memory.unsent.length > 0) await sendFirst();
      say("");
    } catch (error) {
      say(error.retryMs ? labels.moment : labels.kept);
      setTimeout(flush, error.retryMs || delay());
    } finally {
      flushing = false;
    }
  }

  /** The id makes a repeated post harmless. */
  async function sendFirst() {
    const chat = await conversation();
    const [first] = memory.unsent;
    if (!first) return;
    const answer = await call(`/conversations/${chat}/activities`, {
      method: "POST",
      body: activityOf(first),
    });
    if (answer.status === 413 || answer.status === 400) note(labels.tooLong);
    memory.unsent.shift();
    remember();
  }

  function activityOf({ id, text, label, value }) {
    const tapped = value ? { messageBack: { displayText: label } } : {};
    const channelData = { clientActivityID: id, ...tapped };
    return { type: "message", text, channelData, ...(value ? { value } : {}) };
  }

  /** One attempt; a token that is over is renewed once. Throws when it should be tried again later. */
  async function call(path, { method = "GET", body, token = memory.token } = {}, again = true) {
    const answer = await fetch(server + path, {
      method,
      headers: {
        "content-type": "application/json",
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if ((answer.status === 401 || answer.status === 403) && again && path !== "/tokens/refresh") {
      await renew();
      return call(path, { method, body }, false);
    }
    if (answer.status === 429 || answer.status >= 500) {
      const failure = new Error(`HTTP ${answer.status}`);
      failure.retryMs = 1000 * Number(answer.headers.get("retry-after") || 0);
      throw failure;
    }
    return answer;
  }

  /** One at a time: of two tokens asked for at once the second would be another visitor's, and end the talk of the first. */
  function renew() {
    renewing ??= askForToken().finally(() => {
      renewing = undefined;
    });
    return renewing;
  }

  async function askForToken() {
    if (memory.token && !settings.identity) {
      const answer = await call("/tokens/refresh", { method: "POST", body: {} }, false);
      if (answer.ok) return keep(await answer.json());
    }
    const body = settings.identity ? { identity: settings.identity } : {};
    const answer = await call("/tokens/generate", { method: "POST", body, token: "" }, false);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    keep(await answer.json());
  }

  function keep({ token, conversationId }) {
    if (memory.chat && memory.chat !== conversationId) startAnew();
    memory.token = token;
    memory.chat = conversationId;
    remember();
  }

  async function conversation() {
    if (!memory.token || !memory.chat) await renew();
    return memory.chat;
  }

  /** Somebody else sits here now: what the one before them said is not theirs. */
  function startAnew() {
    watermark = "0";
    seen = new Set();
    memory.unsent = [];
    ui.log.replaceChildren();
  }

  /** Holds a socket open from where we stopped; while there is none, asks now and then. */
  async function connect() {
    if (socket) return;
    socket = "opening";
    try {
      const chat = await conversation();
      const answer = await call(`/conversations/${chat}?watermark=${watermark}`);
      const { streamUrl } = await answer.json();
      open(streamUrl);
      flush();
    } catch {
      lost();
    }
  }

  function open(streamUrl) {
    socket = new WebSocket(streamUrl);
    socket.addEventListener("open", () => {
      failures = 0;
      clearTimeout(pollTimer);
      say("");
    });
    socket.addEventListener("message", ({ data }) => {
      if (data) take(JSON.parse(data));
    });
    socket.addEventListener("close", lost, { once: true });
  }

  function lost() {
    socket = undefined;
    clearTimeout(pollTimer);
    if (failures > 1) pollTimer = setTimeout(poll, POLL_MS);
    setTimeout(connect, delay());
    failures += 1;
  }

  /** Some networks let no socket through. */
  async function poll() {
    if (socket && socket.readyState === 1) return;
    try {
      const answer = await call(
        `/conversations/${await conversation()}/activities?watermark=${watermark}`,
      );
      take(await answer.json());
    } catch {
      say(labels.offline);
    }
    pollTimer = setTimeout(poll, POLL_MS);
  }

  function delay() {
    const longest = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    return longest / 2 + (Math.random() * longest) / 2;
  }

  function take({ activities = [], watermark: place }) {
    for (const activity of activities) {
      if (activity.type === "typing") showTyping();
      if (activity.type === "message" && !seen.has(activity.id)) hear(activity);
    }
    if (place) watermark = place;
  }

  function hear({ id, text, from, channelData, suggestedActions }) {
    seen.add(id);
    const mine = from.role === "user";
    show({ id: channelData?.clientActivityID, text, mine });
    if (!mine) offer(suggestedActions?.actions ?? []);
    if (!mine && ui.panel.hidden) ui.badge.hidden = false;
  }

  /** What the last line asks to choose from; the next line takes it away. */
  function offer(actions) {
    const buttons = actions.map((action) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = action.title;
      button.addEventListener("click", () => choose(action));
      return button;
    });
    ui.choices.replaceChildren(...buttons);
    ui.choices.hidden = buttons.length === 0;
    ui.log.scrollTop = ui.log.scrollHeight;
  }

  /** Until the answer is there, or does not come. */
  function showTyping() {
    ui.typing.hidden = false;
    ui.log.scrollTop = ui.log.scrollHeight;
    clearTimeout(typingTimer);
    typingTimer = setTimeout(hideTyping, TYPING_MS);
  }

  function hideTyping() {
    ui.typing.hidden = true;
  }

  /** One line; a line of ours that comes back takes the place of the one that waited. */
  function show({ id, text, mine, waiting = false }) {
    const before = id && [...ui.log.children].find((line) => line.dataset.id === id);
    if (before) return before.classList.toggle("waiting", waiting);
    const line = document.createElement("p");
    line.className = mine ? "mine" : "theirs";
    line.classList.toggle("waiting", waiting);
    if (id) line.dataset.id = id;
    const who = document.createElement("span");
    who.className = "who";
    who.textContent = mine ? `${labels.you}: ` : `${settings.title}: `;
    line.append(who);
    appendWords(line, text);
    add(line);
  }

  function note(words) {
    const line = document.createElement("p");
    line.className = "note";
    line.textContent = words;
    add(line);
  }

  function add(line) {
    offer([]);
    hideTyping();
    ui.log.append(line);
    ui.log.scrollTop = ui.log.scrollHeight;
  }

  /** Text as text; web addresses become links, and nothing else does. */
  function appendWords(line, text) {
    for (const part of String(text).split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/)) {
      if (!/^https?:\/\//.test(part)) {
        line.append(part);
        continue;
      }
      const link = document.createElement("a");
      link.href = part;
      link.textContent = part;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      line.append(link);
    }
  }

  function say(words) {
    ui.status.textContent = words;
  }

  function recall() {
    const empty = { token: "", chat: "", unsent: [] };
    // who is signed in may be somebody else on the next page: the shop says it anew each time
    if (settings.identity) return empty;
    try {
      return { ...empty, ...JSON.parse(localStorage.getItem(storageKey) || "{}") };
    } catch {
      return empty; // no storage here, or somebody else's words in it: a new visitor
    }
  }

  function remember() {
    if (settings.identity) return;
    try {
      localStorage.setItem(storageKey, JSON.stringify(memory));
    } catch {
      // no storage here: the chat lasts as long as the page
    }
  }

  function buildUi() {
    const host = document.createElement("div");
    host.lang = lang;
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE());
    root.adoptedStyleSheets = [sheet];
    const make = (name, attributes, ...children) => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(...children);
      return element;
    };
    const badge = make("span", { class: "badge", role: "status" }, labels.news);
    badge.hidden = true;
    const toggle = make(
      "button",
      { type: "button", class: "toggle", "aria-expanded": "false", "aria-controls": "panel" },
      settings.title,
      badge,
    );
    const close = make(
      "button",
      { type: "button", class: "close", "aria-label": labels.close },
      "×",
    );
    const log = make("div", {
      role: "log",
      "aria-live": "polite",
      "aria-label": labels.messages,
      tabindex: "0",
    });
    const status = make("p", { class: "status", role: "status" });
    const typing = make("p", { class: "status", role: "status" }, labels.writing(settings.title));
    typing.hidden = true;
    const choices = make("div", { class: "choices", role: "group", "aria-label": labels.answers });
    choices.hidden = true;
    const input = make("textarea", {
      id: "words",
      rows: "1",
      maxlength: "4000",
      autocomplete: "off",
    });
    const form = make(
      "form",
      {},
      make("label", { for: "words", class: "who" }, labels.message),
      input,
      make("button", { type: "submit" }, labels.send),
    );
    const heading = make("h2", { id: "title" }, settings.title);
    const panel = make(
      "section",
      { id: "panel", "aria-labelledby": "title" },
      make("header", {}, heading, close),
      log,
      typing,
      choices,
      status,
      form,
    );
    panel.hidden = true;
    root.append(panel, toggle);
    return { host, root, badge, toggle, close, log, typing, choices, status, input, form, panel };
  }

  function STYLE() {
    return `
      :host { all: initial; }
      * { box-sizing: border-box; font: 16px/1.4 system-ui, sans-serif; }
      [hidden] { display: none !important; }
      .toggle, section { position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; }
      button { cursor: pointer; border: 0; border-radius: 22px; padding: 10px 18px; background: #14532d; color: #fff; }
      button:focus-visible, textarea:focus-visible, a:focus-visible, [role=log]:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
      .badge { margin-left: 8px; padding: 2px 8px; border-radius: 10px; background: #f59e0b; color: #111; font-size: 13px; }
      section { bottom: 76px; width: min(380px, calc(100vw - 32px)); height: min(560px, calc(100vh - 100px)); display: flex; flex-direction: column; background: #fff; color: #111; border: 1px solid #b8b8b8; border-radius: 14px; box-shadow: 0 8px 30px rgb(0 0 0 / 25%); overflow: hidden; }
      header { display: flex; align-items: center; justify-content: space-between; padding: 8px 8px 8px 16px; background: #14532d; color: #fff; }
      h2 { margin: 0; font-weight: 600; }
      .close { font-size: 22px; padding: 4px 14px; }
      [role=log] { flex: 1; overflow-y: auto; padding: 12px; display: flex; flex-direction: column; gap: 8px; }
      [role=log] p { margin: 0; padding: 8px 12px; border-radius: 14px; max-width: 85%; white-space: pre-wrap; overflow-wrap: anywhere; }
      .theirs { align-self: flex-start; background: #eee; }
      .mine { align-self: flex-end; background: #d6eadd; }
      .waiting { opacity: .65; }
      .note, .status { color: #555; font-size: 14px; }
      .status { margin: 0; padding: 0 12px; min-height: 20px; }
      .choices { display: flex; flex-wrap: wrap; gap: 8px; padding: 4px 12px 8px; }
      .choices button { background: #fff; color: #14532d; border: 1px solid #14532d; text-align: left; min-height: 44px; }
      .who { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
      form { display: flex; gap: 8px; padding: 12px; border-top: 1px solid #ddd; }
      textarea { flex: 1; resize: none; padding: 9px 12px; border: 1px solid #767676; border-radius: 14px; color: #111; background: #fff; }
      @media (max-width: 480px) {
        section { right: 0; bottom: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; }
        section:not([hidden]) ~ .toggle { display: none; }
      }
      @media (prefers-color-scheme: dark) {
        section, textarea, .choices button { background: #1b1b1b; color: #f3f3f3; }
        .theirs { background: #333; } .mine { background: #1f4d33; } .note, .status { color: #bbb; } a { color: #9cd3ff; }
      }
    `;
  }
})();
