// What the page of a report draws with, and nothing more.
export { stratify } from "d3-hierarchy";
export { select } from "d3-selection";
export { curveBumpX, link } from "d3-shape";
