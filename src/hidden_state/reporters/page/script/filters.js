// What the form asks for. A state is shown when all that is asked holds of it.

function wishesOf(form) {
  const fields = new FormData(form);
  return {
    families: new Set(fields.getAll("family")),
    words: fields.get("search").trim().toLowerCase().split(/\s+/).filter(Boolean),
    file: fields.get("file"),
    entry: fields.get("entry"),
    confidence: fields.get("confidence"),
    accepted: fields.get("accepted"),
  };
}

function shownBy(wishes, data, haystacks, reached) {
  const states = data.states.filter((state) => wishes.families.has(state.category)
    && (!wishes.file || state.path === wishes.file)
    && (!wishes.entry || reached.get(state.id)?.has(wishes.entry))
    && (!wishes.confidence || state.confidence === wishes.confidence)
    && (!wishes.accepted || state.is_accepted === (wishes.accepted === "yes"))
    && wishes.words.every((word) => haystacks.get(state.id).includes(word)));
  const ids = new Set(states.map((state) => state.id));
  const flows = data.flows.filter((flow) => ids.has(flow.state) && (!wishes.entry || flow.entry === wishes.entry));
  const starts = new Set(flows.map((flow) => flow.entry));
  return { states, ids, flows, entries: data.entries.filter((entry) => starts.has(entry.id)) };
}

// The words by which each state is found: its own, and those of the entry points that reach it.
function haystacksOf(data, names) {
  const words = new Map(data.states.map((state) => [
    state.id, [state.symbol, state.what, state.code, state.family, ...state.files],
  ]));
  for (const flow of data.flows) words.get(flow.state)?.push(names.entries.get(flow.entry).name);
  return new Map([...words].map(([id, parts]) => [id, parts.join("\n").toLowerCase()]));
}

function reachedOf(data) {
  const reached = new Map();
  for (const flow of data.flows) {
    if (!reached.has(flow.state)) reached.set(flow.state, new Set());
    reached.get(flow.state).add(flow.entry);
  }
  return reached;
}
