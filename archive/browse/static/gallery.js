// Arrow keys and Esc in the gallery; without this file, Tab and the links do the same.
"use strict";
const tiles = [...document.querySelectorAll("[data-tiles] .tile > a")];

function rowLength() {
  const top = tiles[0].getBoundingClientRect().top;
  const next = tiles.findIndex((tile) => Math.abs(tile.getBoundingClientRect().top - top) > 4);
  return next > 0 ? next : tiles.length;
}

function walk(key) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -rowLength(), ArrowDown: rowLength() };
  if (!(key in steps)) return false;
  const at = tiles.indexOf(document.activeElement);
  if (at < 0 && (key === "ArrowUp" || key === "ArrowDown")) return false; // then they scroll, as everywhere
  const to = at < 0 ? 0 : at + steps[key];
  if (to < 0 || to >= tiles.length) {
    const way = document.querySelector(`.pages a[rel=${to < 0 ? "prev" : "next"}]`);
    if (way) way.focus();
    return Boolean(way);
  }
  tiles[to].focus();
  return true;
}

function leave(key) {
  const found = { ArrowLeft: "a[rel=prev]", ArrowRight: "a[rel=next]", Escape: "a[data-up]" }[key];
  const link = found && document.querySelector(found);
  if (link) location.assign(link.href);
  return Boolean(link);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (tiles.length ? walk(event.key) : leave(event.key)) event.preventDefault();
});
