// Elements are made with text alone: nothing that the report quotes is ever read as markup.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function place(path, line) {
  return make("span", { class: "place" }, make("bdi", {}, path), line ? `:${line}` : "");
}

function many(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
