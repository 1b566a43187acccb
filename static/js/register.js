// Shows a part of the sheet only where the answer it belongs to was given: <div data-when="channel" data-is="court_pre court_post">.
// Without script every part is shown; what does not belong to the channel is dropped by the server.
// Of a list in groups (senders by kind of body) only the group of the chosen channel is offered.
function answer(part) {
  const scope = part.closest("[data-row]") || part.closest("form");
  const name = part.dataset.when;
  const control = scope.querySelector(`[name="${name}"], [name$="-${name}"]`);
  if (!control) return null;
  return control.type === "checkbox" ? (control.checked ? "on" : "") : control.value;
}
function refresh() {
  for (const part of document.querySelectorAll("form[data-draft] [data-when]")) {
    const given = answer(part);
    const away = given !== null && !part.dataset.is.split(" ").includes(given);
    if (part.hidden && !away && "opens" in part.dataset) part.open = true;
    part.hidden = away;
  }
  for (const select of document.querySelectorAll("select[data-groups]")) {
    const kind = JSON.parse(select.dataset.groups)[select.form.elements.channel?.value];
    for (const group of select.querySelectorAll("optgroup")) {
      group.hidden = group.disabled = Boolean(kind) && group.label !== kind;
      if (group.disabled && group.contains(select.selectedOptions[0])) select.value = "";
    }
  }
}
document.addEventListener("change", refresh);
document.addEventListener("click", () => setTimeout(refresh)); // a row was added, a draft was restored
addEventListener("pageshow", refresh);

// Enter goes on to the next field, as in a spreadsheet: half a sheet is never handed in by a slip of the hand.
const FIELDS = "input:not([type=hidden]), select, textarea, button[data-add-row], button.main";
document.addEventListener("keydown", (event) => {
  const here = event.target;
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || here.tagName !== "INPUT") return;
  const form = here.closest("form[data-draft=register]");
  if (!form) return;
  event.preventDefault();
  const fields = [...form.querySelectorAll(FIELDS)].filter((field) => field.checkVisibility() && !field.disabled);
  fields[fields.indexOf(here) + 1]?.focus();
});
refresh();
