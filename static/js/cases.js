// Comfort on the pages of a step: fields that belong to one choice, the reason for a late record, live totals.
// Everything works without it; the server works out the same sums.
const form = document.querySelector("form.sheet");

if (form) {
  const value = (name) => form.elements[name]?.value ?? "";

  // A field that belongs to one choice is out of sight until that choice is made. With an error in it, it stays.
  const choosing = [...form.querySelectorAll("[data-shown-when]")];
  const late = [...form.querySelectorAll("[data-late]")];
  const today = new Date();
  const show = () => {
    for (const box of choosing) {
      const [name, wanted] = box.dataset.shownWhen.split("=");
      box.hidden = value(name) !== wanted && !box.querySelector(".error");
    }
    for (const box of late) {
      const day = value(box.dataset.late).slice(0, 10);
      const local = new Date(today.getTime() - today.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
      box.hidden = !(day && day < local) && !box.querySelector(".error") && !box.querySelector("input").value;
    }
  };
  form.addEventListener("change", show);
  show();

  // A clause of the library goes to the end of its part; without script the server puts it there.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-clause]");
    if (!button) return;
    event.preventDefault();
    const part = form.elements[button.dataset.clause];
    const text = button.closest("li").querySelector("[data-text]").textContent.trim();
    if (!part.value.includes(text)) part.value = [part.value.trimEnd(), text].filter(Boolean).join("\n");
    part.dispatchEvent(new Event("input", { bubbles: true }));
    part.focus();
  });

  // Sums of a column, as they are typed.
  const bar = form.querySelector("[data-totals]");
  if (bar) {
    const number = (text) => Number(text.normalize("NFKC").replace(/[,\s元]/g, "")) || 0;
    const sum = (prefix, name) => [...form.elements].filter((e) => e.name?.startsWith(`${prefix}-`) && e.name.endsWith(`-${name}`))
      .reduce((all, e) => all + Math.round(number(e.value) * 100), 0) / 100;
    const said = (amount) => amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    form.addEventListener("input", () => {
      const agreed = sum("results", "agreed");
      const items = sum("items", "amount");
      bar.querySelector('[data-total="agreed"]').textContent = said(agreed);
      const shown = bar.querySelector('[data-total="items"]');
      if (shown.textContent !== said(items)) {
        shown.textContent = said(items);
        bar.querySelector("[data-words]").textContent = "";
      }
      const differ = bar.querySelector(".differ");
      if (differ) differ.hidden = agreed === items;
    });
  }
}

// --- tick all: where many people are ticked in one sitting; without script each is ticked by hand ---
// A list is marked itself (with the value of the radio buttons to choose, if it has those) or by its boxes.
const lists = new Set([...document.querySelectorAll("[data-tick-all]")].map((e) => (e.matches("input") ? e.closest("fieldset") : e)));
for (const list of lists) {
  const value = list.dataset.tickAll;
  const boxes = () => [...list.querySelectorAll(value ? `[type=radio][value="${value}"]` : "[type=checkbox]")];
  if (boxes().length < 2) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small tick-all";
  const all = () => boxes().every((box) => box.checked);
  const show = () => (button.textContent = all() ? document.body.dataset.sayTickNone : document.body.dataset.sayTickAll);
  button.addEventListener("click", () => {
    const tick = !all();
    for (const box of boxes()) {
      const other = value && !tick && list.querySelector(`[name="${CSS.escape(box.name)}"][value=""]`);
      if (other) other.checked = true;
      else box.checked = tick;
    }
    show();
    list.dispatchEvent(new Event("input", { bubbles: true })); // the draft hears of it
  });
  list.addEventListener("input", show);
  list.closest("form").addEventListener("click", () => setTimeout(show)); // a restored draft, a row more
  if (list.matches("fieldset")) list.querySelector("legend").after(button);
  else list.before(button);
  show();
}
