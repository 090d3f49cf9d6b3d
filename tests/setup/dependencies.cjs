// Decides whether node_modules holds what package-lock.json asks for. Plain JavaScript, because
// bootstrap.mjs needs it before anything is installed.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")).packages ?? undefined;
  } catch {
    return undefined;
  }
}

const samePackage = (left, right) =>
  left.version === right.version && left.integrity === right.integrity;

function firstMismatch(locked, installed) {
  for (const [place, wanted] of Object.entries(locked)) {
    if (place === "") continue;
    const found = installed[place];
    // Binaries for other platforms are optional packages that npm leaves out.
    if (found === undefined && wanted.optional !== true) return `${place} is missing`;
    if (found !== undefined && !samePackage(wanted, found)) {
      return `${place} is ${found.version}, package-lock.json says ${wanted.version}`;
    }
  }
  const stray = Object.keys(installed).find((place) => !(place in locked));
  return stray === undefined ? undefined : `${stray} is not in package-lock.json`;
}

/** Why `npm ci` has to run in the folder, in a few words; undefined if it does not. */
function reasonToInstall(projectDirectory) {
  const locked = readPackages(path.join(projectDirectory, "package-lock.json"));
  if (locked === undefined)
    throw new Error(`${projectDirectory} has no readable package-lock.json`);
  const modules = path.join(projectDirectory, "node_modules");
  if (!fs.existsSync(modules)) return "node_modules is missing";
  // npm writes this file last, and removes it first: it is the stamp of a finished installation.
  const installed = readPackages(path.join(modules, ".package-lock.json"));
  return installed === undefined
    ? "an earlier installation was not finished"
    : firstMismatch(locked, installed);
}

module.exports = { reasonToInstall };
