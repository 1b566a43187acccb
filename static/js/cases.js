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
