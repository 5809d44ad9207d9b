// Runs in a world of its own beside the page's scripts: it sees the same elements, and they cannot see it.
globalThis.reader ??= (() => {
  const MOST_ELEMENTS = 50000;
  const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
  const MORE = new RegExp(
    "\\b(load|show|view|see|fetch|get)\\s+(\\d+\\s+)?(more|older|additional|all)\\b|^\\+?\\s*more(\\s+(news|posts|articles" +
      "|stories|results|items|events))?\\s*[\u2026.>\u00bb+\u25bc\u2193]*$|\\bolder\\s+(news|posts|articles|entries)\\b" +
      "|更多|載入|加载|もっと|さらに|더\\s*보기|mehr\\s+(laden|anzeigen|meldungen|artikel)|weitere\\s+\\S+|(voir|charger|afficher)\\s+plus" +
      "|(cargar|ver|mostrar)\\s+m[áa]s|(carregar|ver|mostrar)\\s+mais|(carica|mostra)\\s+(altri|altre|altro|di\\s+pi)|meer\\s+(laden|tonen)" +
      "|visa\\s+fler|vis\\s+flere|n[äa]yt[äa]\\s+lis[äa]|poka[żz]\\s+wi[ęe]cej|показать\\s+ещ",
    "i",
  );
  const ONE_POST = /\b(read|learn|find out|discover)\b|閱讀|阅读|詳情|详情/i;

  let last = performance.now();
  const watched = new WeakSet();
  const observer = new MutationObserver(() => { last = performance.now(); });

  // The document and every open shadow root in it.
  function* roots() {
    const queue = [document];
    let seen = 0;
    while (queue.length) {
      const root = queue.pop();
      yield root;
      for (const element of root.querySelectorAll("*")) {
        if (++seen > MOST_ELEMENTS) return;
        if (element.shadowRoot) queue.push(element.shadowRoot);
      }
    }
  }

  function watch() {
    for (const root of roots()) {
      if (watched.has(root)) continue;
      watched.add(root);
      // Attributes are left out: animations change them without end, and no text comes from them.
      observer.observe(root, { subtree: true, childList: true, characterData: true });
    }
  }

  const all = (selector) => [...roots()].flatMap((root) => [...root.querySelectorAll(selector)]);

  function textLength() {
    let length = (document.body?.innerText ?? "").trim().length;
    for (const root of roots()) if (root !== document) length += (root.textContent ?? "").trim().length;
    return length;
  }

  // Wait until nothing has changed for `still` milliseconds, at most `patience`.
  async function quiet(still, patience) {
    watch();
    const began = performance.now();
    do {
      await new Promise((resume) => setTimeout(resume, 50));
    } while (performance.now() - last < still && performance.now() - began < patience);
    watch();
    return { still: performance.now() - last, text: textLength(), ready: document.readyState };
  }

  function links() {
    return [...new Set(all("a[href], area[href]").map((a) => String(a.href)))].slice(0, 20000);
  }

  const visible = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
  const wording = (element) =>
    (element.innerText || element.value || element.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();

  // A control that no address stands behind: links that lead somewhere are followed as links.
  function isControl(element) {
    if (element.disabled || element.getAttribute("aria-disabled") === "true") return false;
    if (element.localName === "a") {
      const href = (element.getAttribute("href") ?? "").trim();
      return href === "" || href.startsWith("#") || /^javascript:/i.test(href);
    }
    const submits = element.form && (element.type === "submit" || element.type === "image");
    return !submits;
  }

  // Ask the page for more rows, as a reader would: press the one control that offers them, or scroll to the end.
  function more() {
    const found = all("button, a, input[type=button], [role=button], [class*=more], [id*=more]").filter((element) => {
      const words = wording(element);
      return words && words.length <= 40 && MORE.test(words) && !ONE_POST.test(words) && isControl(element) && visible(element);
    });
    const controls = found.filter((element) => !found.some((other) => other !== element && element.contains(other)));
    // One at every record opens that record; the control of the list stands alone.
    if (controls.length > 0 && controls.length <= 2) {
      const control = controls[controls.length - 1];
      const words = wording(control);
      control.scrollIntoView({ block: "center" });
      control.click();
      return "pressed " + words;
    }
    const height = Math.max(document.documentElement?.scrollHeight ?? 0, document.body?.scrollHeight ?? 0);
    if (height <= innerHeight) return "";
    scrollTo(0, height);
    return "scrolled";
  }

  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const quoted = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

  function opening(element) {
    let tag = "<" + element.localName;
    for (const { name, value } of element.attributes) {
      if (!/[\s"'<>/=\u0000]/.test(name)) tag += " " + name + '="' + quoted(value) + '"';
    }
    return tag + ">";
  }

  // Scripts have done their work and styles are no text; data in a script, and pictures in a noscript, are both read.
  function verbatim(element) {
    const name = element.localName;
    if (name === "style" || name === "template") return "";
    if (name === "script") {
      if (!/json/i.test(element.type)) return "";
      return opening(element) + (element.textContent ?? "").replace(/<\/(?=script)/gi, "<\\/") + "</script>";
    }
    if (name === "noscript") {
      const inner = element.textContent ?? "";
      return /<img/i.test(inner) && !/<\/noscript/i.test(inner) ? opening(element) + inner + "</noscript>" : "";
    }
    return null;
  }

  function childrenOf(node) {
    if (node.shadowRoot) return node.shadowRoot.childNodes;
    if (node.localName === "slot" && node.getRootNode() instanceof ShadowRoot) {
      const given = node.assignedNodes({ flatten: true });
      return given.length ? given : node.childNodes;
    }
    return node.childNodes;
  }

  // The page as it stands, shadow trees in their places, as HTML; null where it is larger than `cap` characters.
  function html(cap) {
    const out = ["<!DOCTYPE html>\n"];
    const todo = [document.documentElement];
    let size = 0;
    while (todo.length) {
      const item = todo.pop();
      let piece = "";
      if (typeof item === "string") piece = item;
      else if (item?.nodeType === Node.TEXT_NODE) piece = escaped(item.data);
      else if (item?.nodeType === Node.ELEMENT_NODE) {
        const whole = verbatim(item);
        if (whole !== null) piece = whole;
        else {
          piece = opening(item);
          if (!VOID.has(item.localName)) {
            todo.push("</" + item.localName + ">");
            const children = childrenOf(item);
            for (let at = children.length - 1; at >= 0; at--) todo.push(children[at]);
          }
        }
      }
      size += piece.length;
      if (size > cap || todo.length > cap) return null;
      out.push(piece);
    }
    return out.join("");
  }

  return { quiet, links, more, html };
})();
