function chainOf(data, flow) {
  const steps = flow.steps.map((number) => {
    const [path, line, name, source] = data.calls[number];
    return make(
      "li", {},
      make("code", { class: "function" }, name), " ", place(path, line),
      source ? make("pre", {}, make("code", {}, source)) : "",
    );
  });
  return make("ol", { class: "chain" }, ...steps);
}

// A flow to unfold: its chain is made when it is opened, for there may be thousands.
function flowToOpen(data, flow, title, note, isOpen = false) {
  const fold = make(
    "details", {},
    make("summary", {}, make("code", {}, title), " ", make("span", { class: "muted" }, note)),
  );
  fold.addEventListener("toggle", () => {
    if (fold.open && fold.childElementCount === 1) fold.append(chainOf(data, flow));
  });
  if (isOpen) {
    fold.append(chainOf(data, flow));
    fold.open = true;
  }
  return fold;
}

// The entry points that a card lists by name alone get their chains when the card is first opened.
function offerChains(card, data, entries) {
  for (const item of card.querySelectorAll("li[data-flow]")) {
    const flow = data.flows[Number(item.dataset.flow)];
    const entry = entries.get(flow.entry);
    item.replaceChildren(flowToOpen(data, flow, entry.name, `${flow.how}, ${entry.path}:${entry.line}`));
    item.removeAttribute("data-flow");
  }
}
