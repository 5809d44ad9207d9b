// Small comforts; every page works without them.
"use strict";
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=range]), select, textarea, [contenteditable], .CodeMirror");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const fields = document.querySelectorAll("[data-find]");
  if (!fields.length) return;
  event.preventDefault();
  fields[fields.length - 1].focus();
});

// The slider through the revisions of a post: say where it stands, and go there once it rests. The browser puts the
// focus on what an address names after its #, so the next arrow key goes on.
for (const form of document.querySelectorAll("form[data-slide]")) {
  const slider = form.querySelector("input[type=range]");
  const said = form.querySelector("output");
  const names = [...form.querySelectorAll("option")].map((option) => option.label);
  const shown = slider.value;
  let waiting = 0;
  form.querySelector("[data-without-script]").hidden = true;
  slider.value = slider.getAttribute("value"); // browsers remember another one
  const name = () => `Revision ${slider.value}: ${names[slider.value - 1]}`;
  const go = () => { if (slider.value !== shown) location.assign(`${form.getAttribute("action")}?revision=${slider.value}#slider`); };
  slider.setAttribute("aria-valuetext", name());
  slider.addEventListener("input", () => {
    said.textContent = name();
    slider.setAttribute("aria-valuetext", name());
    clearTimeout(waiting);
    waiting = setTimeout(go, 600);
  });
}

// On a narrow screen what narrows a search is folded away at first.
if (matchMedia("(max-width: 55.99rem)").matches) {
  for (const folded of document.querySelectorAll("details.fold")) folded.open = false;
}

// The editor for SQL makes a field of its own, without a label.
addEventListener("load", () => {
  for (const field of document.querySelectorAll(".CodeMirror textarea")) field.setAttribute("aria-label", "SQL");
});
