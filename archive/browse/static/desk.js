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
