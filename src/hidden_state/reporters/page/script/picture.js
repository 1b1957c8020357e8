const LANES = ["entries", "states", "owners"];
const CROWD = 120; // so many arrows are drawn faintly

// The picture of one application: `draw(shown)` shows those states, entry points and flows.
function pictureOf(board, data, open) {
  const toggled = { entries: new Map(), states: new Map(), owners: new Map() };
  const lanes = Object.fromEntries(LANES.map((name) => [name, board.querySelector(`.lane-${name}`)]));
  const gaps = { writes: board.querySelector(".gap-writes"), owners: board.querySelector(".gap-owners") };
  let scene = null;

  function draw(shown) {
    const rows = rowsOfLanes(data, shown, toggled);
    const found = Object.fromEntries(LANES.map((name) => [name, rowByLeaf(rows[name])]));
    const ways = shown.flows.map((flow) => ({ source: flow.entry, target: flow.state, item: flow }));
    const moves = shown.states.map((state) => ({ source: state.id, target: state.owner, item: state }));
    const writes = arrowsOf(ways, found.entries, found.states);
    const owners = arrowsOf(moves, found.states, found.owners);
    const height = ROW * Math.max(1, ...LANES.map((name) => rows[name].length));
    LANES.forEach((name) => stack(rows[name]));
    settle(rows.owners, firstTops(owners, "end", "start"), height);
    scene = { shown, rows, arrows: { writes, owners } };
    board.style.setProperty("--height", height);
    for (const name of LANES) drawLane(lanes[name], name, rows[name], [...writes, ...owners]);
    drawArrows(gaps.writes, writes, height, (arrow) => `${labelOf(arrow.start)} to ${labelOf(arrow.end)}: ${many(arrow.items.length, "way")}`);
    drawArrows(gaps.owners, owners, height, (arrow) => `${labelOf(arrow.start)} should live in ${labelOf(arrow.end)}`);
    if (!board.querySelector('[tabindex="0"]')) focusable(board, board.querySelector(".node"));
  }

  function act(element) {
    const thing = element.__data__;
    if (element.closest(".gap")) open({ kind: element.closest(".gap-writes") ? "ways" : "moves", arrow: thing }, element);
    else if (thing.node.leaf) open({ kind: thing.lane, leaf: thing.node.leaf }, element);
    else {
      toggled[thing.lane].set(thing.node.key, !thing.isOpen);
      draw(scene.shown);
    }
  }

  listen(board, act, () => scene);
  return { draw };
}

function rowsOfLanes(data, shown, toggled) {
  const rank = new Map(shown.states.map((state, number) => [state.id, number]));
  const first = new Map();
  for (const flow of shown.flows) {
    first.set(flow.entry, Math.min(first.get(flow.entry) ?? Infinity, rank.get(flow.state)));
  }
  const entries = shown.entries.map((entry) => ({ ...entry, order: first.get(entry.id) ?? Infinity }));
  const states = shown.states.map((state) => ({ ...state, name: state.symbol, order: rank.get(state.id) }));
  const wanted = [...new Set(shown.states.map((state) => state.owner))];
  const owners = data.owners.filter((owner) => wanted.includes(owner.id))
    .map((owner) => ({ ...owner, order: wanted.indexOf(owner.id) }));
  const trees = {
    entries: treeOf(entries, byFile(entries)),
    states: treeOf(states, byFamily(states)),
    owners: treeOf(owners, () => []),
  };
  return Object.fromEntries(LANES.map((name) => {
    const rows = rowsOf(trees[name], toggled[name], name === "states");
    rows.forEach((row) => { row.lane = name; });
    return [name, rows];
  }));
}

function groupName(row) {
  const parts = row.node.id.split(/(?<!\\)\//).map((part) => part.replace(/\\(.)/g, "$1"));
  return row.lane === "entries" ? parts.join("/").slice(1) : parts[parts.length - 1];
}

// A file is known by its folder and its name; the whole path stands in the title.
function shortened(path) {
  return path.split("/").slice(-2).join("/");
}

function labelOf(row) {
  return row.node.leaf ? row.node.leaf.name : shortened(groupName(row));
}

function noteOf(row) {
  const { leaf } = row.node;
  if (!leaf) return many(row.node.leaves().length, { entries: "entry point", states: "state", owners: "owner" }[row.lane]);
  if (row.lane === "owners") return leaf.note.replaceAll("`", "");
  if (row.lane === "entries") return row.depth ? leaf.note : `${leaf.path}:${leaf.line}`;
  return `${leaf.what.replaceAll("`", "")}, ${shortened(leaf.path)}:${leaf.line}`;
}

function drawLane(lane, name, rows, arrows) {
  const reached = new Set(arrows.map((arrow) => arrow.end));
  const items = drawing.select(lane).select("ol").selectAll("li").data(rows, keyOf).join((entering) => {
    const item = entering.append("li");
    const button = item.append("button").attr("type", "button").attr("tabindex", -1);
    button.append("span").attr("class", "name");
    const note = button.append("span").attr("class", "note");
    note.append("span").attr("class", "alarm");
    note.append("span").attr("class", "decision");
    note.append("span").attr("class", "words");
    return item;
  });
  items.order().attr("data-depth", (row) => row.depth).classed("reached", (row) => reached.has(row));
  items.each(function show(row) {
    this.style.setProperty("--top", row.top);
    const { leaf } = row.node;
    const colour = leaf ? leaf.colour : name === "states" ? row.node.leaves()[0].leaf.colour : "";
    const button = drawing.select(this).select("button").datum(row);
    button.attr("class", `node${colour ? ` family-${colour}` : ""}`)
      .classed("accepted", Boolean(leaf && leaf.is_accepted))
      .attr("aria-expanded", leaf ? null : String(row.isOpen))
      .attr("title", `${leaf ? labelOf(row) : groupName(row)}\n${noteOf(row)}`);
    button.select(".name").text(labelOf(row));
    button.select(".alarm").text(leaf?.broken_by?.length ? "breaks already, " : "");
    button.select(".decision").text(leaf?.is_accepted ? "accepted, " : "");
    button.select(".words").text(noteOf(row));
  });
}

function drawArrows(gap, arrows, height, label) {
  const shape = drawing.link(drawing.curveBumpX)
    .source((arrow) => [0, arrow.start.top + ROW / 2 - 3])
    .target((arrow) => [100, arrow.end.top + ROW / 2 - 3]);
  gap.style.setProperty("--strength", arrows.length > CROWD ? 0.2 : 0.45);
  const picture = drawing.select(gap).selectAll("svg").data([height]).join("svg")
    .attr("viewBox", `0 0 100 ${height}`).attr("height", height).attr("preserveAspectRatio", "none");
  const groups = picture.selectAll("g").data(arrows, (arrow) => arrow.key).join((entering) => {
    const group = entering.append("g").attr("role", "button").attr("tabindex", -1);
    group.append("path").attr("class", "line");
    group.append("path").attr("class", "hit");
    return group;
  });
  groups.attr("class", (arrow) => `arrow family-${colourOf(arrow)}`)
    .classed("accepted", (arrow) => arrow.items.every((item) => item.is_accepted))
    .attr("aria-label", label);
  groups.select(".line").attr("d", shape).attr("stroke-width", (arrow) => Math.min(5, 0.75 + 0.6 * Math.sqrt(arrow.items.length)));
  groups.select(".hit").attr("d", shape);
}

function colourOf(arrow) {
  const row = arrow.start.lane === "states" ? arrow.start : arrow.end;
  return (row.node.leaf || row.node.leaves()[0].leaf).colour;
}
