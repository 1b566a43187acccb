// Where the server only added rows or worked something out, one goes on in the same place of a long form.
try {
  const place = sessionStorage.getItem("place");
  sessionStorage.removeItem("place");
  if (place && "answer" in document.body.dataset && !document.querySelector("[data-focus]")) scrollTo(0, Number(place));
  document.addEventListener("submit", (event) => event.submitter?.formNoValidate && sessionStorage.setItem("place", String(scrollY)));
} catch {
  // Storage is switched off: the page begins at its top, as without script.
}
