// Without this script everything is shown. With it: search, filters that live in the address, and long tables in portions.
"use strict";
const PORTION = 50;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const texts = new WeakMap();
const textOf = (row) => {
  if (!texts.has(row)) texts.set(row, fold(`${row.textContent} ${row.dataset.more || ""}`));
  return texts.get(row);
};
const plural = (count, noun) => `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;

function portions(table) {
  const rows = [...table.tBodies[0].rows];
  const button = document.createElement("button");
  button.type = "button";
  table.after(button);
  let most = PORTION;
  let words = [];
  const show = () => {
    const found = rows.filter((row) => words.every((word) => textOf(row).includes(word)));
    const shown = new Set(found.slice(0, most));
    for (const row of rows) row.hidden = !shown.has(row);
    button.hidden = found.length <= most;
    button.textContent = `Show ${Math.min(PORTION * 2, found.length - most)} more`;
    return found.length;
  };
  button.addEventListener("click", () => {
    const next = most;
    most += PORTION * 2;
    show();
    const row = rows.filter((candidate) => !candidate.hidden)[next];
    if (row) { row.tabIndex = -1; row.focus({ preventScroll: true }); }
  });
  show();
  return (wanted) => { words = wanted; most = PORTION; return show(); };
}

function searchEntries(form) {
  const groups = [...document.querySelectorAll("details.group")].map((details) => {
    const table = details.querySelector("table.entries");
    return { details, search: table && portions(table), open: details.open };
  });
  const found = document.getElementById("found");
  const search = () => {
    const words = fold(form.search.value).split(/\s+/).filter(Boolean);
    let total = 0;
    for (const { details, search, open } of groups) {
      const count = search ? search(words) : 0;
      total += count;
      details.hidden = words.length > 0 && count === 0;
      details.open = words.length > 0 ? count > 0 : open;
    }
    found.textContent = words.length ? `${total.toLocaleString("en-US")} found on this page` : "";
  };
  form.search.addEventListener("input", search);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = groups.length === 0;
}

function filterList(form) {
  const rows = [...document.querySelectorAll("table.listed tbody tr")];
  const fields = [...form.querySelectorAll("[name]")];
  const count = document.getElementById("found");
  const wanted = new URLSearchParams(location.hash.slice(1));
  for (const field of fields) if (wanted.has(field.name)) field.value = wanted.get(field.name);
  const filter = () => {
    const words = fold(form.q.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = fields.every((field) => field.name === "q" || !field.value || row.dataset[field.name] === field.value);
      row.hidden = !(fits && words.every((word) => textOf(row).includes(word)));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = `${plural(shown, form.dataset.noun)} of ${rows.length.toLocaleString("en-US")}`;
    const state = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value])).toString();
    history.replaceState(null, "", state ? `#${state}` : location.pathname + location.search);
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
}

const entries = document.querySelector("form.tools:not(.listing)");
const list = document.querySelector("form.tools.listing");
if (entries) searchEntries(entries);
if (list) filterList(list);

let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
