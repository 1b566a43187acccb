// Shows a part of the sheet only where the answer it belongs to was given: <div data-when="channel" data-is="court_pre court_post">.
// Without script every part is shown; what does not belong to the channel is dropped by the server.
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
    part.hidden = given !== null && !part.dataset.is.split(" ").includes(given);
  }
}
document.addEventListener("change", refresh);
document.addEventListener("click", () => setTimeout(refresh)); // a row was added, a draft was restored
addEventListener("pageshow", refresh);
refresh();
