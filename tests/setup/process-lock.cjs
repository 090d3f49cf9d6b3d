// A lock that separate processes share through one file, so that two commands started at once do not
// install, build or download the same thing twice. Plain JavaScript, because bootstrap.mjs needs it
// before anything is installed; process-lock.d.cts holds the types and the documentation.
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { randomUUID } = require("node:crypto");
const { setTimeout: sleepFor } = require("node:timers/promises");

const LOOK_AGAIN_AFTER_MS = 500;

const systemEnvironment = {
  now: () => Date.now(),
  sleep: (durationMs, signal) => sleepFor(durationMs, undefined, { signal }),
  isAlive: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // EPERM means that the process exists and belongs to someone else.
      return error.code === "EPERM";
    }
  },
};

/** Who holds the lock, or undefined if nobody does. A file nobody can read as an owner counts as pid 0. */
function readOwner(file) {
  try {
    const owner = JSON.parse(fs.readFileSync(file, "utf8"));
    return { pid: Number(owner.pid), host: String(owner.host), token: String(owner.token) };
  } catch (error) {
    return error.code === "ENOENT" ? undefined : { pid: 0, host: os.hostname(), token: "" };
  }
}

/** Creates the lock file with its content in one step: a link either appears whole or fails. */
function tryCreate(file, owner) {
  const draft = `${file}.${owner.token}`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(draft, JSON.stringify(owner));
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/**
 * Takes a dead owner's lock away. Renaming is atomic, so of several waiters one gets the file; if what
 * it got is not the dead owner's (someone was faster and already holds a new lock), it is put back.
 */
function removeStale(file, stale) {
  const aside = `${file}.stale.${randomUUID()}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (readOwner(aside)?.token !== stale.token) {
    try {
      fs.linkSync(aside, file);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
  fs.rmSync(aside, { force: true });
}

async function acquire(file, owner, options, environment) {
  const startedAtMs = environment.now();
  let announced = false;
  for (;;) {
    if (tryCreate(file, owner)) return;
    const holder = readOwner(file);
    if (holder === undefined) continue;
    // A process of another machine (a shared home) cannot be looked at, so it is believed to be alive.
    if (holder.host === owner.host && !(holder.pid > 0 && environment.isAlive(holder.pid))) {
      removeStale(file, holder);
      continue;
    }
    if (!announced) options.onWait?.(holder);
    announced = true;
    if (environment.now() - startedAtMs >= options.waitMs) {
      throw new Error(
        `Waited ${Math.round(options.waitMs / 1000)} s for process ${holder.pid} on ${holder.host}, which holds ${file}. ` +
          "If that process is not one of this project's, remove the file and start again.",
      );
    }
    await environment.sleep(LOOK_AGAIN_AFTER_MS, options.signal);
  }
}

async function withProcessLock(file, options, action) {
  const environment = options.environment ?? systemEnvironment;
  const owner = { pid: process.pid, host: os.hostname(), token: randomUUID() };
  await acquire(file, owner, options, environment);
  try {
    return await action();
  } finally {
    if (readOwner(file)?.token === owner.token) fs.rmSync(file, { force: true });
  }
}

module.exports = { withProcessLock };
