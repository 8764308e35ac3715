// SPDX-License-Identifier: Apache-2.0
// The table of mirror topics, and which of them are selected.

import { badge, cell, element, figure, seconds, show } from "./view.js";

const STATES = ["REJECT", "PROXY", "MIGRATING", "COMPLETE"];
const ROWS_MAX = 500;

const selected = new Set();
let topics = [];
let act = () => {};

const filter = () => document.getElementById("filter").value.trim().toLowerCase();

const isShown = (topic) =>
  [topic.topic, topic.source_topic, topic.link, topic.state, topic.mirror].some((text) => text.toLowerCase().includes(filter()));

const shown = () => topics.filter(isShown).slice(0, ROWS_MAX);

/** @param onAct is told "migrate" or "abort", and for which topics */
export function begin(onAct) {
  act = onAct;
  document.getElementById("filter").addEventListener("input", draw);
  document.getElementById("all").addEventListener("change", ({ target }) => {
    shown().forEach((topic) => (target.checked ? selected.add(topic.topic) : selected.delete(topic.topic)));
    draw();
  });
  document.getElementById("migrate").addEventListener("click", () => act("migrate", chosen("PROXY")));
  document.getElementById("abort").addEventListener("click", () => act("abort", chosen("MIGRATING")));
}

export function update(fresh) {
  topics = fresh;
  const names = new Set(topics.map((topic) => topic.topic));
  [...selected].filter((name) => !names.has(name)).forEach((name) => selected.delete(name));
  draw();
}

const chosen = (state) => topics.filter((topic) => topic.state === state && selected.has(topic.topic));

function draw() {
  show("summary", STATES.map(count));
  const rows = shown();
  const hidden = topics.filter(isShown).length - rows.length;
  show("topics", rows.map(row));
  const more = document.getElementById("more");
  more.hidden = hidden === 0;
  more.textContent = `${hidden.toLocaleString()} more: filter to see them.`;
  document.getElementById("all").checked = rows.length > 0 && rows.every((topic) => selected.has(topic.topic));
  offer("migrate", "Migrate", chosen("PROXY").length);
  offer("abort", "Abort", chosen("MIGRATING").length);
}

const count = (state) =>
  element("span", { className: "count" }, badge(state), ` ${topics.filter((topic) => topic.state === state).length.toLocaleString()} `);

function offer(id, word, number) {
  const button = document.getElementById(id);
  button.disabled = number === 0;
  button.textContent = number === 0 ? word : `${word} ${number.toLocaleString()}`;
}

function row(topic) {
  return element(
    "tr",
    { id: `topic-${topic.topic}` },
    cell(selector(topic)),
    cell(topic.topic === topic.source_topic ? topic.topic : `${topic.topic} (${topic.source_topic} at the source)`),
    cell(topic.link),
    cell(badge(topic.state)),
    cell(badge(topic.mirror)),
    cell(figure(topic.offset_lag), "figure"),
    cell(seconds(topic.time_lag_seconds), "figure"),
    cell([attempt(topic.last_attempt), topic.error].filter(Boolean).join(" · ")),
    cell(action(topic)),
  );
}

function selector(topic) {
  const box = element("input", { type: "checkbox", checked: selected.has(topic.topic), ariaLabel: `Select ${topic.topic}` });
  box.addEventListener("change", () => {
    box.checked ? selected.add(topic.topic) : selected.delete(topic.topic);
    draw();
  });
  return box;
}

const attempt = (last) => last && `${last.outcome}${last.reason ? `: ${last.reason}` : ""}`;

function action(topic) {
  const verb = { PROXY: "migrate", MIGRATING: "abort" }[topic.state];
  if (!verb) {
    return null;
  }
  const button = element("button", { type: "button", className: verb }, verb === "migrate" ? "Migrate" : "Abort");
  button.addEventListener("click", () => act(verb, [topic]));
  return button;
}
