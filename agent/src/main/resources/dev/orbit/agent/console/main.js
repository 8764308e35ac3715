// SPDX-License-Identifier: Apache-2.0
// Reads the agents every other second, and shows what they say.

import * as actions from "./actions.js";
import { get, setToken } from "./api.js";
import * as topics from "./topics.js";
import { badge, cell, element, problem, show, time } from "./view.js";

const REFRESH_MS = 2000;
const EVENTS_MAX = 200;
const UNAUTHORIZED = 401;

const byId = (id) => document.getElementById(id);
let timer = 0;

async function refresh() {
  clearTimeout(timer);
  try {
    const [snapshot, diagnostics, events] = await Promise.all(["/v1/snapshot", "/v1/diagnostics", "/v1/events"].map(get));
    draw(snapshot, diagnostics.diagnostics, events.events);
    tell([]);
  } catch (refusal) {
    if (refusal.status === UNAUTHORIZED) {
      askForToken();
      return;
    }
    // what is shown is from before
    tell((refusal.problems ?? [{ message: String(refusal), remedy: "" }]).map((each) => problem(each)));
  }
  timer = setTimeout(refresh, REFRESH_MS);
}

function draw(snapshot, diagnostics, events) {
  const { cluster_id: id, coordinator, agents } = snapshot.cluster;
  byId("cluster").textContent =
    `Cluster ${id} · agents ${agents.map((agent) => agent.id).join(", ")} · agent ${coordinator} coordinates`;
  topics.update(snapshot.topics);
  list("links", snapshot.links.map(link));
  list("diagnostics", diagnostics.map(diagnostic));
  show("events", events.slice(-EVENTS_MAX).reverse().map(event));
}

function list(id, rows) {
  byId(`${id}-section`).hidden = rows.length === 0;
  show(id, rows);
}

const row = (...cells) => element("tr", {}, ...cells);

const link = ({ spec, state, source_cluster_id: source, error }) => row(cell(spec.name), cell(badge(state)), cell(source), cell(error));

const diagnostic = ({ since, name, topic, message }) => row(cell(time(since)), cell(name), cell(topic), cell(message));

const event = ({ time: at, topic, event: name, detail }) => row(cell(time(at)), cell(topic), cell(name), cell(detail));

function tell(problems) {
  byId("problems").hidden = problems.length === 0;
  byId("problems").replaceChildren(...problems);
}

function askForToken() {
  byId("token-dialog").querySelector("form").reset();
  byId("token-dialog").showModal();
}

byId("token-dialog").addEventListener("close", () => {
  setToken(byId("token-dialog").querySelector("input").value);
  refresh();
});
topics.begin(actions.open);
actions.begin(refresh);
refresh();
