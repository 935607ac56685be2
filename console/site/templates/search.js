"use strict";
(() => {
  const most = 60;
  const index = JSON.parse(document.getElementById("index").textContent);
  const input = document.getElementById("q");
  const found = document.getElementById("found");
  const all = document.getElementById("all");

  // The best have every word in their name, then in their title, then anywhere.
  const rank = (entry, words) => {
    const name = entry.name.toLowerCase();
    const title = entry.title.toLowerCase();
    const text = entry.text.toLowerCase();
    let sum = 0;
    for (const word of words) {
      if (name === word) sum += 8;
      else if (name.startsWith(word)) sum += 6;
      else if (name.includes(word)) sum += 4;
      else if (title.includes(word)) sum += 2;
      else if (text.includes(word)) sum += 1;
      else return 0;
    }
    return sum;
  };

  const element = (tag, text, kind) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };

  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.replaceChildren();
    all.hidden = words.length > 0;
    if (words.length === 0) return;
    const hits = index
      .map((entry, place) => ({ entry, place, rank: rank(entry, words) }))
      .filter((hit) => hit.rank > 0)
      .sort((one, other) => other.rank - one.rank || one.place - other.place);
    found.append(element("p", hits.length === 0 ? "Nothing was found." : `${hits.length} found`, "note"));
    const list = element("ul", "", "names hits");
    for (const { entry } of hits.slice(0, most)) {
      const link = element("a", "");
      link.href = entry.url;
      link.append(element("b", entry.name), ` ${entry.title} `, element("span", entry.kind, "kind"));
      const item = element("li", "");
      item.append(link);
      if (entry.text) item.append(element("p", entry.text, "note"));
      list.append(item);
    }
    found.append(list);
    if (hits.length > most) found.append(element("p", `and ${hits.length - most} more`, "note"));
  };

  input.value = new URLSearchParams(location.search).get("q") || "";
  input.addEventListener("input", show);
  show();
  if (input.value) input.focus();
})();
