// A box above a long select narrows its options as one types; without script the select is what it is.
for (const select of document.querySelectorAll("select[data-search]")) {
  if (select.options.length < 12) continue;
  const box = document.createElement("input");
  box.type = "search";
  box.className = "search-in";
  box.placeholder = select.dataset.search;
  box.setAttribute("aria-label", `${select.labels[0]?.firstChild?.textContent?.trim() || ""} ${box.placeholder}`);
  box.setAttribute("aria-controls", select.id);
  box.dataset.noDraft = "";
  select.before(box);
  box.addEventListener("input", (event) => {
    event.stopPropagation(); // narrowing answers nothing yet
    const wanted = box.value.trim().toLowerCase();
    let first = null;
    for (const option of select.options) {
      const group = option.closest("optgroup");
      const fits = !wanted || !option.value || `${option.textContent} ${group?.label || ""}`.toLowerCase().includes(wanted);
      option.hidden = !fits;
      option.disabled = !fits;
      if (fits && option.value && wanted) first ||= option;
    }
    for (const group of select.querySelectorAll("optgroup")) group.hidden = ![...group.children].some((o) => !o.hidden);
    if (first && select.selectedOptions[0]?.hidden !== false) select.value = first.value;
    else if (first && !select.value) select.value = first.value;
  });
  box.addEventListener("change", () => select.dispatchEvent(new Event("change", { bubbles: true })));
  box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}
