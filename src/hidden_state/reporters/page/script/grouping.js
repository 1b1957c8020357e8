// Rows of a lane: leaves, or groups of them where there are too many to read.

const FLAT = 14; // so many leaves need no groups
const BUDGET = 36; // so many rows are opened of themselves
const WIDE = 24; // so many parts of a group can stand side by side

// How many of `leaves` have each value of what `of` says.
function tally(leaves, of) {
  const counts = new Map();
  for (const leaf of leaves) counts.set(of(leaf), (counts.get(of(leaf)) || 0) + 1);
  return counts;
}

// Entry points are grouped by file, and files by folder where there are too many of them.
function byFile(entries) {
  if (tally(entries, (entry) => entry.path).size <= WIDE) return (entry) => [segment(entry.path)];
  return (entry) => entry.path.split("/").map(segment);
}

// States are grouped by family, and by file where a family has too many of them.
function byFamily(states) {
  const counts = tally(states, (state) => state.family);
  return (state) => (counts.get(state.family) > WIDE ? [segment(state.family), segment(state.path)] : [segment(state.family)]);
}

function segment(text) {
  return String(text).replace(/[\\/]/g, "\\$&");
}

function joined(segments) {
  return segments.filter((part) => part !== "").join("/");
}

// The tree of `leaves`; `segmentsOf` says below which groups a leaf is.
function treeOf(leaves, segmentsOf) {
  if (leaves.length === 0) return null;
  const placed = leaves.map((leaf, number) => ({ leaf, path: joined([...segmentsOf(leaf), `#${number}`]) }));
  const root = drawing.stratify().path((item) => item.path)(placed);
  root.eachAfter((node) => {
    node.key = node.id;
    node.leaf = node.data ? node.data.leaf : null;
    node.order = node.children ? Math.min(...node.children.map((child) => child.order)) : node.leaf.order;
  });
  root.sort((one, other) => one.order - other.order);
  return root;
}

// The children of a group; a group with nothing in it but one thing gives way to that thing.
function parts(node) {
  return (node.children || []).map((child) => {
    let inner = child;
    while (inner.children && inner.children.length === 1) inner = inner.children[0];
    return inner;
  });
}

// The rows of a lane. Groups are opened while there is room: in a ranked lane those that come first,
// in others all of a kind, so that files stand beside files. What the reader has done stays so.
function rowsOf(root, toggled, isRanked) {
  if (root === null) return [];
  const leaves = root.leaves();
  if (leaves.length <= FLAT) return leaves.map((node) => ({ node, depth: 0, isOpen: false }));
  let top = parts(root);
  while (top.length === 1 && top[0].children) top = parts(top[0]);
  const opened = openedOf(top, toggled, isRanked, leaves.length);
  const rows = [];
  const add = (nodes, depth) => {
    for (const node of nodes) {
      const isOpen = opened.has(node);
      rows.push({ node, depth: Math.min(depth, 3), isOpen });
      if (isOpen) add(parts(node), depth + 1);
    }
  };
  add(top, 0);
  return rows;
}

function openedOf(top, toggled, isRanked, size) {
  const opened = new Set();
  let count = top.length;
  const waiting = [...top];
  while (waiting.length > 0) {
    if (!isRanked) waiting.sort((one, other) => other.leaves().length - one.leaves().length);
    const node = waiting.shift();
    if (!node.children) continue;
    const more = parts(node);
    const isLast = more.every((part) => !part.children);
    const isFit = count + more.length <= BUDGET && (isRanked ? isLast : !isLast || size + top.length <= BUDGET);
    if (toggled.get(node.key) ?? isFit) {
      opened.add(node);
      count += more.length;
      waiting.push(...more);
    }
  }
  return opened;
}

// Which row stands for each leaf: its own, or that of the closed group around it.
function rowByLeaf(rows) {
  const found = new Map();
  for (const row of rows) {
    if (row.isOpen) continue;
    for (const node of row.node.leaves()) found.set(node.leaf.id, row);
  }
  return found;
}
