// What is told of the thing that was opened in the picture.

function panelOf(panel, data, names) {
  let opener = null;

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    for (const element of panel.parentElement.querySelectorAll("[aria-current]")) element.removeAttribute("aria-current");
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  }

  function open(thing, element) {
    const [title, colour, ...content] = contentOf(thing, data, names);
    for (const old of panel.parentElement.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
    element.setAttribute("aria-current", "true");
    opener = element;
    const button = make("button", { type: "button", class: "close" }, "Close");
    button.addEventListener("click", close);
    const heading = make("h4", { tabindex: "-1" }, title);
    panel.className = `panel${colour ? ` family-${colour}` : ""}`;
    panel.replaceChildren(make("header", {}, heading, button), ...content);
    panel.hidden = false;
    panel.scrollTop = 0;
    heading.focus({ preventScroll: true });
    if (!element.matches(".arrow")) element.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  // Where the panel lies over the page, it would hide what its links lead to.
  panel.addEventListener("click", (event) => {
    if (event.target.closest("a") && getComputedStyle(panel).position === "fixed") close();
  });
  return { open, close };
}

function contentOf(thing, data, names) {
  switch (thing.kind) {
    case "entries": return entryContent(thing.leaf, data, names);
    case "states": return stateContent(thing.leaf, data, names);
    case "owners": return ownerContent(thing.leaf, data.states);
    case "moves": return moveContent(thing.arrow, names);
    default: return wayContent(thing.arrow, data, names);
  }
}

function entryContent(entry, data, names) {
  const flows = data.flows.filter((flow) => flow.entry === entry.id);
  return [
    entry.name, "",
    make("p", {}, `${entry.note} `, place(entry.path, entry.line)),
    make("h5", {}, `Reaches ${many(flows.length, "state")}`),
    ...flows.map((flow, number) => flowToOpen(data, flow, names.states.get(flow.state).symbol, flow.how, number === 0)),
  ];
}

function stateContent(state, data, names) {
  const flows = data.flows.filter((flow) => flow.state === state.id);
  const owner = names.owners.get(state.owner);
  return [
    make("code", {}, state.symbol), state.colour,
    make("p", {}, ...marked(state.what), `: ${state.code}, ${state.family}, ${state.confidence} `, place(state.path, state.line)),
    ...state.broken_by.map((scale) => make("p", { class: "broken-by" }, make("strong", {}, "Breaks already: "), scale)),
    owner ? make("p", {}, "Should live in ", make("strong", {}, owner.name), owner.note ? ": " : "", ...marked(owner.note)) : "",
    make("p", {}, make("a", { href: `#${state.anchor}` }, state.is_accepted ? "Why it is accepted, and all about it" : "What breaks when, and all about it")),
    make("h5", {}, flows.length ? `Reached from ${many(flows.length, "entry point")}` : "No call leads there: configuration or start-up makes it"),
    ...flows.map((flow, number) => {
      const entry = names.entries.get(flow.entry);
      return flowToOpen(data, flow, entry.name, flow.how, number === 0);
    }),
  ];
}

function ownerContent(owner, states) {
  const owned = states.filter((state) => state.owner === owner.id);
  return [
    owner.name, "",
    owner.note ? make("p", {}, ...marked(owner.note)) : "",
    make("h5", {}, `Should hold ${many(owned.length, "state")}`),
    make("ul", { class: "tags" }, ...owned.map((state) => make("li", {}, tagOf(state)))),
  ];
}

function moveContent(arrow, names) {
  const [title, , ...content] = ownerContent(names.owners.get(arrow.end.node.leaf.id), arrow.items);
  return [`${labelOf(arrow.start)} → ${title}`, colourOf(arrow), ...content];
}

function wayContent(arrow, data, names) {
  const isOne = arrow.items.length === 1;
  return [
    `${labelOf(arrow.start)} → ${labelOf(arrow.end)}`, colourOf(arrow),
    make("p", {}, isOne ? `One way: ${arrow.items[0].how}.` : `${arrow.items.length} ways lead from here to there.`),
    ...arrow.items.map((flow, number) => {
      const title = `${names.entries.get(flow.entry).name} → ${names.states.get(flow.state).symbol}`;
      return flowToOpen(data, flow, title, flow.how, number === 0);
    }),
  ];
}

function tagOf(state) {
  return make("a", { class: `tag family-${state.colour}`, href: `#${state.anchor}` }, make("code", {}, state.symbol));
}
