// Progressive enhancement only: every page works without this file.
// Live regions are replaced from a fresh copy of the same page (304 while nothing moved); times become local.
const PERIOD_MS = 15_000;
const MAX_PERIOD_MS = 240_000;

function localTimes(root) {
  const day = { weekday: "short", hour: "2-digit", minute: "2-digit" };
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    time.title = at.toLocaleString();
    const near = Math.abs(Date.now() - at.getTime()) < 18 * 3_600_000;
    time.textContent = near ? at.toLocaleTimeString() : at.toLocaleString([], day);
  }
}

function replaceRegions(fresh) {
  for (const region of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(region.id);
    if (!next || region.contains(document.activeElement)) continue;
    localTimes(next);
    if (next.innerHTML !== region.innerHTML) swap(region, next);
  }
}

/** Marks the rows that changed, so that the eye finds them. */
function swap(region, next) {
  const before = new Map([...region.querySelectorAll("tr[id]")].map(row => [row.id, row.textContent]));
  for (const row of next.querySelectorAll("tr[id]")) {
    if (before.has(row.id) && before.get(row.id) !== row.textContent) row.classList.add("changed");
  }
  region.replaceChildren(...document.adoptNode(next).childNodes);
}

let period = PERIOD_MS;

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-cache", headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  replaceRegions(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

/** One request at a time, none while the page is hidden, slower while the server is in trouble. */
async function tick() {
  if (document.hidden) {
    document.addEventListener("visibilitychange", () => void tick(), { once: true });
    return;
  }
  const isFresh = await refresh().then(
    () => true,
    () => false,
  );
  period = isFresh ? PERIOD_MS : Math.min(period * 2, MAX_PERIOD_MS);
  setTimeout(() => void tick(), period * (0.9 + Math.random() * 0.2));
}

/** Suggestions below a search box; the form works as before without them. */
function suggest(input) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-suggestions`;
  input.after(list);
  input.setAttribute("list", list.id);
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void fill(list, input.value.trim()), 180);
  });
}

async function fill(list, text) {
  if (text === "") return;
  const answer = await fetch(`/api/subjects/search?q=${encodeURIComponent(text)}`).catch(() => undefined);
  if (!answer?.ok) return;
  const { subjects } = await answer.json();
  list.replaceChildren(
    ...subjects.map(({ subject, courses }) => new Option(`${courses} course${courses === 1 ? "" : "s"}`, subject)),
  );
}

localTimes(document);
for (const input of document.querySelectorAll("input[data-suggest]")) suggest(input);
// The answer to a form has no address of its own that could be asked again.
if (document.querySelector("[data-live]") && location.pathname !== "/watch") setTimeout(() => void tick(), PERIOD_MS);
