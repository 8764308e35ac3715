// SPDX-License-Identifier: Apache-2.0
// The dialogs that start and abort migrations. A migration is tried out first, and what would happen is shown.

import { post } from "./api.js";
import { element, problem } from "./view.js";

const NUMBERS = ["max_time_lag_seconds", "max_offset_lag", "migration_timeout_seconds"];

/** @param onDone is called once the agents did something */
export function begin(onDone) {
  const migrate = document.getElementById("migrate-dialog");
  migrate.querySelector("form").addEventListener("input", () => tryOut(migrate));
  migrate.querySelector(".go").addEventListener("click", () => run(migrate, () => initiate(migrate, false), onDone));
  const abort = document.getElementById("abort-dialog");
  abort.querySelector(".go").addEventListener("click", () => run(abort, () => aborted(abort.topics), onDone));
}

export function open(verb, topics) {
  const dialog = document.getElementById(`${verb}-dialog`);
  dialog.topics = topics;
  dialog.querySelector("form").reset();
  dialog.querySelector("[value=cancel]").textContent = "Cancel";
  dialog.querySelector(".go").hidden = false;
  dialog.showModal();
  if (verb === "migrate") {
    tryOut(dialog);
  } else {
    tell(dialog, [element("p", {}, topics.map((topic) => topic.topic).join(", "))]);
    dialog.querySelector(".go").disabled = false;
  }
}

async function tryOut(dialog) {
  const go = dialog.querySelector(".go");
  const turn = (dialog.turn = (dialog.turn ?? 0) + 1);
  go.disabled = true;
  const outcome = await attempt(() => initiate(dialog, true));
  if (turn === dialog.turn) {
    tell(dialog, told("Would start: ", "Nothing would start.", outcome));
    go.disabled = outcome.done.length === 0;
  }
}

/** Once: what has been done is shown, and then there is nothing to do but to close. */
async function run(dialog, action, onDone) {
  const go = dialog.querySelector(".go");
  dialog.turn = (dialog.turn ?? 0) + 1;
  go.disabled = true;
  const outcome = await attempt(action);
  tell(dialog, told("Done: ", "Nothing was done.", outcome));
  dialog.querySelector("[value=cancel]").textContent = "Close";
  go.hidden = true;
  onDone();
}

async function attempt(action) {
  try {
    return await action();
  } catch (refusal) {
    return { done: [], problems: (refusal.problems ?? [{ message: String(refusal), remedy: "" }]).map((each) => problem(each)) };
  }
}

const told = (what, nothing, { done, problems }) => [
  element("p", { className: "done" }, done.length === 0 ? nothing : what + done.join(", ")),
  ...problems,
];

const tell = (dialog, children) => dialog.querySelector(".outcome").replaceChildren(...children);

/** The API wants the topics of one link at a time. */
async function eachLink(topics, call) {
  const answers = [];
  for (const link of new Set(topics.map((topic) => topic.link))) {
    answers.push(await call(link, topics.filter((topic) => topic.link === link).map((topic) => topic.topic)));
  }
  return {
    done: answers.flatMap((answer) => answer.done),
    problems: answers.flatMap((answer) => answer.errors.map((error) => problem(error.problem, error.topic))),
  };
}

function initiate(dialog, dryRun) {
  const fields = new FormData(dialog.querySelector("form"));
  const settings = { dry_run: dryRun, atomic: fields.get("atomic") !== null };
  NUMBERS.filter((name) => fields.get(name) !== "").forEach((name) => (settings[name] = Number(fields.get(name))));
  return eachLink(dialog.topics, async (link, topics) => {
    const answer = await post("/v1/migrations/initiate", { link, topics, ...settings });
    return { done: answer.initiated, errors: answer.errors };
  });
}

const aborted = (all) =>
  eachLink(all, async (link, topics) => {
    const answer = await post("/v1/migrations/abort", { link, topics });
    return { done: answer.aborted, errors: answer.errors };
  });
