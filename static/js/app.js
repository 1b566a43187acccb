// Comfort on top of pages that work without it: theme, menus, rows, drafts, one submit at a time.
// Sentences come from data attributes of <body>; nothing is evaluated, no style is written (strict CSP).
const body = document.body;
const root = document.documentElement;

// --- theme: a cookie, so that the server draws the next page right from the start (no flash) ---
const choice = document.querySelector("[data-theme-choice]");
if (choice) {
  choice.hidden = false;
  const buttons = choice.querySelectorAll("[data-set-theme]");
  const show = () => buttons.forEach((b) => b.setAttribute("aria-pressed", b.dataset.setTheme === (root.dataset.theme || "")));
  choice.addEventListener("click", (event) => {
    const button = event.target.closest("[data-set-theme]");
    if (!button) return;
    const theme = button.dataset.setTheme;
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    document.cookie = `theme=${theme};path=/;max-age=${theme ? 31536000 : 0};SameSite=Lax${location.protocol === "https:" ? ";Secure" : ""}`;
    show();
  });
  show();
}

// --- menus shut on Escape and on a click elsewhere; the phone's drawer shuts on Escape ---
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  if (location.hash === "#nav") location.hash = "#main";
});
document.addEventListener("click", (event) => menus().forEach((menu) => menu.contains(event.target) || (menu.open = false)));

// --- what went wrong is read first ---
document.querySelector("[data-focus]")?.focus();

// --- rows of a formset ---
const total = (set) => set.querySelector(`[name="${set.dataset.formset}-TOTAL_FORMS"]`);
function addRow(set) {
  const count = total(set);
  const most = Number(set.querySelector(`[name="${set.dataset.formset}-MAX_NUM_FORMS"]`)?.value || 1000);
  const index = Number(count.value);
  if (index >= most) return null;
  const row = set.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const node of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of [...node.attributes]) {
      attribute.value = attribute.value.replace(/__prefix__/g, index).replace(/__number__/g, index + 1);
    }
  }
  const heading = row.querySelector("header span");
  heading.textContent = heading.textContent.replace("__number__", index + 1);
  set.insertBefore(row, set.querySelector("template"));
  count.value = index + 1;
  return row;
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row]");
  const set = button?.closest("[data-formset]");
  if (!set?.querySelector("template")) return;
  const row = addRow(set);
  if (!row) return; // the server says why not
  event.preventDefault();
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  set.closest("form").dispatchEvent(new Event("input", { bubbles: true }));
});
const going = (box) => box.closest("[data-row]")?.classList.toggle("going", box.checked);
document.addEventListener("change", (event) => /-DELETE$/.test(event.target.name || "") && going(event.target));
document.querySelectorAll("[data-row] [name$=-DELETE]").forEach(going);

// --- drafts: what was typed survives a session that ran out. In this tab only, per person, gone at sign-out ---
const store = (() => {
  try {
    sessionStorage.setItem("probe", "1");
    sessionStorage.removeItem("probe");
    return sessionStorage;
  } catch {
    return null; // switched off: no drafts
  }
})();
const keyOf = (form) => `draft:${body.dataset.user}:${form.dataset.draft}`;
const kept = (form) =>
  [...form.elements].filter((e) => e.name && e.type !== "file" && e.type !== "password" && e.type !== "submit" && e.type !== "button" &&
    (e.type !== "hidden" || e.name.endsWith("-TOTAL_FORMS")) && !("noDraft" in e.dataset));
const read = (form) => kept(form).map((e) =>
  [e.name, /^(checkbox|radio)$/.test(e.type) ? [e.value, e.checked] : e.multiple ? [...e.selectedOptions].map((o) => o.value) : e.value]);
function fill(form, entries) {
  for (const [name, value] of entries) {
    const set = name.endsWith("-TOTAL_FORMS") && form.querySelector(`[data-formset="${CSS.escape(name.slice(0, -12))}"]`);
    while (set && Number(total(set).value) < Number(value) && addRow(set));
  }
  for (const [name, value] of entries) {
    for (const e of kept(form)) {
      if (e.name !== name || e.type === "hidden") continue;
      if (/^(checkbox|radio)$/.test(e.type)) e.value === value[0] && (e.checked = value[1]);
      else if (e.multiple) for (const o of e.options) o.selected = value.includes(o.value);
      else e.value = value;
    }
  }
  form.querySelectorAll("[name$=-DELETE]").forEach(going);
}
function offerDraft(form) {
  const key = keyOf(form);
  const saved = store.getItem(key);
  if (!saved || saved === JSON.stringify(read(form))) return;
  const box = document.createElement("div");
  box.className = "callout t-warn";
  box.setAttribute("role", "status");
  const inner = document.createElement("div");
  inner.className = "row";
  const say = document.createElement("span");
  say.textContent = body.dataset.sayRestore;
  inner.append(say);
  for (const [word, act] of [
    [body.dataset.sayRestoreYes, () => fill(form, JSON.parse(saved))],
    [body.dataset.sayRestoreNo, () => store.removeItem(key)],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = word;
    button.addEventListener("click", () => {
      act();
      box.remove();
    });
    inner.append(button);
  }
  box.append(inner);
  form.prepend(box);
}
if (store && !body.dataset.user) store.removeItem("sent"); // sent back to the sign-in: it did not arrive
if (store && body.dataset.user) {
  const forms = [...document.querySelectorAll("form[data-draft]")];
  // Nobody finds another's drafts here.
  for (const key of Object.keys(store)) if (/^draft:/.test(key) && key.split(":")[1] !== body.dataset.user) store.removeItem(key);
  // The form was sent and another page came that is no fault: it arrived, its draft may go.
  const sent = store.getItem("sent");
  if (sent && !("fault" in body.dataset) && !forms.some((f) => keyOf(f) === sent)) store.removeItem(sent);
  store.removeItem("sent");
  for (const form of forms) {
    // The answer to a form holds what was typed.
    if (!("answer" in body.dataset)) offerDraft(form);
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => store.setItem(keyOf(form), JSON.stringify(read(form))), 300);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      store.setItem(keyOf(form), JSON.stringify(read(form)));
      store.setItem("sent", keyOf(form));
    });
    form.addEventListener("htmx:afterRequest", (event) => event.target === form && event.detail.successful && store.removeItem(keyOf(form)));
  }
}
document.addEventListener("submit", (event) => "signOut" in event.target.dataset && store?.clear());

// --- one submit at a time; a form that was sent is let go again when the reader comes back to the page ---
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.busy) return event.preventDefault();
  form.dataset.busy = "1";
  const button = event.submitter;
  // After this turn: a disabled button's name and value would not be sent.
  setTimeout(() => {
    button?.setAttribute("aria-busy", "true");
    if (button) button.disabled = true;
  });
});
function release(form) {
  delete form.dataset.busy;
  form.querySelectorAll("[aria-busy]").forEach((b) => {
    b.removeAttribute("aria-busy");
    b.disabled = false;
  });
}
addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => event.target.matches?.("form") && release(event.target));
