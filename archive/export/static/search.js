// Looks through the texts of all posts, shard by shard, each loaded as a script: that works from disk too.
"use strict";
(() => {
  const STEP = 50, AROUND = 70;
  const form = document.getElementById("search");
  const list = document.getElementById("hits");
  const state = document.getElementById("state");
  const more = document.getElementById("more");
  const asked = new URLSearchParams(location.search);
  let arrived = null;
  window.postsArrived = (rows) => { arrived = rows; };

  // One character stays one: places in the folded text are places in the text.
  const fold = (text) => text
    .replace(/[\u00c0-\u024f\u1e00-\u1eff]/g, (c) => c.normalize("NFD")[0])
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .toLowerCase();

  const terms = (typed) => [...typed.matchAll(/["“”「」『』]([^"“”「」『』]*)["“”「」『』]?|([^\s"“”「」『』]+)/g)]
    .map((found) => fold((found[1] ?? found[2].replace(/\*+$/, "")).normalize("NFC").trim())).filter(Boolean);

  const load = (name) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = name;
    script.onload = () => { script.remove(); resolve(arrived); };
    script.onerror = () => reject(new Error(name));
    document.head.append(script);
  });

  function marked(text, wanted, from, to) {
    const pieces = document.createDocumentFragment();
    const folded = fold(text);
    let at = from;
    while (at < to) {
      let next = to, length = 0;
      for (const term of wanted) {
        const found = folded.indexOf(term, at);
        if (found >= 0 && found < next) { next = found; length = term.length; }
      }
      pieces.append(text.slice(at, next));
      if (length) {
        const mark = document.createElement("mark");
        mark.textContent = text.slice(next, next + length);
        pieces.append(mark);
      }
      at = next + length;
      if (!length) break;
    }
    return pieces;
  }

  function shown([id, day, title, category, text, gone], wanted, language) {
    const item = document.createElement("li");
    const time = document.createElement("time");
    time.textContent = day;
    const entry = document.createElement("div");
    entry.lang = language.tag;
    const link = document.createElement("a");
    link.href = `posts/${Math.floor(id / 1000)}/${id}.html`;
    link.append(marked(title, wanted, 0, title.length));
    entry.append(link);
    if (gone) {
      const badge = document.createElement("span");
      badge.className = "badge gone";
      badge.lang = "en";
      badge.textContent = "gone";
      entry.append(" ", badge);
    }
    const small = document.createElement("small");
    small.textContent = category ? ` ${category}` : "";
    entry.append(small);
    const folded = fold(text);
    const places = wanted.map((term) => folded.indexOf(term)).filter((place) => place >= 0);
    const first = places.length ? Math.min(...places) : 0;
    const from = Math.max(0, first - AROUND), to = Math.min(text.length, first + 2 * AROUND);
    const snippet = document.createElement("p");
    snippet.className = "snippet";
    snippet.append(from ? "…" : "", marked(text, wanted, from, to), to < text.length ? "…" : "");
    entry.append(snippet);
    item.append(time, entry);
    return item;
  }

  async function* hits(wanted, languages) {
    for (const language of languages) {
      for (let number = 1; number <= language.shards; number++) {
        state.textContent = "Searching …";
        for (const row of await load(`search/${language.slug}-${number}.js`)) {
          const text = fold(`${row[2]}\n${row[3]}\n${row[4]}`);
          if (wanted.every((term) => text.includes(term))) yield shown(row, wanted, language);
        }
      }
    }
  }

  async function run(typed, slug) {
    const wanted = terms(typed);
    if (!wanted.length) return;
    const languages = [...form.elements.lang.options].filter((option) => option.value && (!slug || option.value === slug))
      .map((option) => ({ slug: option.value, tag: option.dataset.tag, shards: Number(option.dataset.shards) }));
    const found = hits(wanted, languages);
    let count = 0;
    const next = async () => {
      more.hidden = true;
      let step;
      for (let taken = 0; taken < STEP; taken++) {
        step = await found.next();
        if (step.done) break;
        list.append(step.value);
        count++;
      }
      more.hidden = step.done;
      const posts = count === 1 ? "1 post" : `${count} posts`;
      state.textContent = !step.done ? `The newest ${posts}` : count ? posts : `No post has ${typed}.`;
    };
    more.addEventListener("click", () => next().catch(failed));
    await next();
  }

  const failed = (error) => { state.textContent = `${error.message} could not be read.`; };
  form.elements.q.value = asked.get("q") ?? "";
  form.elements.lang.value = asked.get("lang") ?? "";
  run(form.elements.q.value, form.elements.lang.value).catch(failed);
})();
