// Keeps the pages live. Markup comes from the server, which has made strangers' words inert; this script
// never builds markup out of them.
"use strict";

const FRAGMENTS_AT_ONCE = 6;
const GATHER_MS = 120;
const here = document.body.dataset.here;
const lang = document.documentElement.lang;

function localiseTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    time.textContent = moment.toLocaleTimeString(lang, { hour: "numeric", minute: "2-digit", second: "2-digit" });
    time.title = moment.toLocaleString(lang);
  }
}

function announce(words) {
  document.getElementById("announcement").textContent = words;
}

async function fetchFragment(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  localiseTimes(page.body);
  return page.body;
}

function listen(kinds, onEvent) {
  const sign = document.querySelector(".live");
  const source = new EventSource(`/sandbox/events?kinds=${kinds},reset&since=${document.body.dataset.lastEvent}`);
  source.onopen = () => { sign.textContent = sign.dataset.live; sign.classList.remove("lost"); };
  source.onerror = () => { sign.textContent = sign.dataset.offline; sign.classList.add("lost"); };
  for (const kind of kinds) {
    source.addEventListener(kind, (event) => onEvent(kind, JSON.parse(event.data)));
  }
  source.addEventListener("reset", () => location.reload());
  addEventListener("pagehide", () => source.close());
}

// -- phones

const toBottom = (thread) => { thread.scrollTop = thread.scrollHeight; };

class Phones {
  constructor(grid) {
    this.grid = grid;
    this.touched = new Map(); // number -> whether a new text came, not only a new status
    this.timer = null;
    grid.querySelectorAll(".thread").forEach(toBottom);
    grid.addEventListener("submit", (event) => { event.preventDefault(); this.answer(event.target); });
  }

  onEvent(kind, data) {
    const number = { text: data.to, inbound: data.from, status: data.phone, phone: data.number }[kind];
    const { only, wanted } = this.grid.dataset;
    const card = this.card(number);
    if (!card && (only || wanted || kind === "status")) return;
    if (kind === "text") announce(`${this.grid.dataset.newText} ${card?.dataset.name ?? number}`);
    const isNew = kind === "text" || kind === "inbound";
    this.touched.set(number, this.touched.get(number) || isNew);
    // More phones than are shown cannot all be fresh: in a flood the oldest wait for a reload.
    if (this.touched.size > Number(this.grid.dataset.shown)) this.touched.delete(this.touched.keys().next().value);
    this.timer ??= setTimeout(() => this.refresh(), GATHER_MS);
  }

  card(number) {
    return document.getElementById(`phone-${number.slice(1)}`);
  }

  async refresh() {
    const batch = [...this.touched].slice(0, FRAGMENTS_AT_ONCE);
    batch.forEach(([number]) => this.touched.delete(number));
    try {
      await Promise.all(batch.map(([number, isNew]) => this.replace(number, isNew)));
    } catch (reason) {
      console.warn("a phone could not be refreshed", reason);
    }
    this.timer = this.touched.size ? setTimeout(() => this.refresh(), GATHER_MS) : null;
  }

  async replace(number, isNew) {
    const fragment = await fetchFragment(`/phones/${number.slice(1)}?fragment=1&lang=${lang}`);
    const fresh = fragment?.querySelector(".phone");
    if (!fresh) return;
    document.getElementById("nothing")?.remove();
    const card = this.card(number);
    if (!card) {
      fresh.classList.add("fresh");
      this.place(fresh);
      toBottom(fresh.querySelector(".thread"));
      this.dropOldest();
      return;
    }
    this.renew(card, fresh);
    // A card being typed in stays where it is: moving it would take the keyboard away.
    if (isNew && this.grid.firstElementChild !== card && !this.grid.contains(document.activeElement)) {
      this.grid.prepend(card);
      toBottom(card.querySelector(".thread"));
    }
  }

  // Newest first; but nothing is put before a card that is being typed in, which would slide away.
  place(fresh) {
    const typing = this.grid.contains(document.activeElement) && document.activeElement.closest(".phone");
    if (typing) typing.after(fresh);
    else this.grid.prepend(fresh);
  }

  renew(card, fresh) {
    const thread = card.querySelector(".thread");
    const atBottom = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
    const known = new Set([...thread.children].map((item) => item.dataset.sid));
    const items = [...fresh.querySelector(".thread").children];
    items.filter((item) => item.dataset.sid && !known.has(item.dataset.sid))
      .forEach((item) => item.classList.add("fresh"));
    thread.replaceChildren(...items);
    card.querySelector(".who").replaceWith(fresh.querySelector(".who"));
    card.dataset.name = fresh.dataset.name;
    if (atBottom) toBottom(thread);
  }

  dropOldest() {
    while (this.grid.children.length > Number(this.grid.dataset.shown)) {
      if (this.grid.lastElementChild.contains(document.activeElement)) return;
      this.grid.lastElementChild.remove();
    }
  }

  async answer(form) {
    const [box, button, outcome] = ["input", "button", ".outcome"].map((name) => form.querySelector(name));
    const number = form.closest(".phone").dataset.number;
    button.disabled = true;
    outcome.textContent = "";
    try {
      const answer = await fetch(`/sandbox/phones/${encodeURIComponent(number)}/texts`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ body: box.value }),
      });
      const told = await answer.json();
      if (!answer.ok) {
        outcome.textContent = told.error;
        return;
      }
      box.value = "";
      const status = told.webhook_status;
      if (status === null) outcome.textContent = form.dataset.noAnswer;
      else if (status < 200 || status > 299) outcome.textContent = `${form.dataset.notTaken} (${status})`;
    } catch {
      outcome.textContent = form.dataset.noAnswer;
    } finally {
      button.disabled = false;
      box.focus();
    }
  }
}

// -- mailbox

async function refreshMails(list) {
  const fragment = await fetchFragment(`/mailbox?fragment=1&opened=${list.dataset.opened}&lang=${lang}`);
  if (fragment) list.replaceChildren(...fragment.children);
  const empty = document.querySelector(".reading .nothing");
  if (empty && list.querySelector("a")) location.assign(list.querySelector("a").href);
}

localiseTimes(document);
if (here === "phones" && document.getElementById("phones")) {
  const phones = new Phones(document.getElementById("phones"));
  listen(["text", "inbound", "status", "phone"], (kind, data) => phones.onEvent(kind, data));
} else if (here === "mailbox" && document.getElementById("mails")) {
  const list = document.getElementById("mails");
  listen(["mail"], (_, mail) => {
    announce(`${list.dataset.newMail} ${mail.subject}`);
    refreshMails(list);
  });
}
