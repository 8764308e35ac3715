// SPDX-License-Identifier: Apache-2.0
// Calls of the HTTP API. What goes wrong is thrown as a Refusal, with the problems as the API tells them.

const TOKEN = "orbit.token";
const READ_WITHIN_MS = 20_000;
/** A migration that starts asks the source, and a source may be slow. */
const ACT_WITHIN_MS = 120_000;

export class Refusal extends Error {
  constructor(status, problems) {
    super(problems.map((problem) => problem.message).join(" "));
    this.status = status;
    this.problems = problems;
  }
}

export function setToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

export const get = (path) => call(path, {}, READ_WITHIN_MS);

export const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }, ACT_WITHIN_MS);

async function call(path, request, withinMs) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = { ...request.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  let response;
  try {
    response = await fetch(path, { ...request, headers, cache: "no-store", signal: AbortSignal.timeout(withinMs) });
  } catch (failure) {
    throw noAnswer(0, `this agent does not answer (${failure.message}).`);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) {
    return answer;
  }
  throw answer?.errors ? new Refusal(response.status, answer.errors) : noAnswer(response.status, `the answer is HTTP ${response.status}.`);
}

const noAnswer = (status, message) =>
  new Refusal(status, [{ code: "no_answer", message, remedy: "See whether the agent runs; another one answers as well." }]);
