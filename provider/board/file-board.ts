import { createHash } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  readSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { lonelyBoard, type Note, type NoticeBoard, parseNote } from "../check/notes";
import { isAlive, ownFolder, sweep } from "./folders";

/** A name for each board of this process, in whatever order they come. */
const serial = { next: 0 };
/** What this process wrote, to be gone when it has ended. */
const written = new Set<string>();

function removeAtExit(file: string): void {
  if (written.size === 0) {
    process.once("exit", () => {
      for (const each of written) attempt(() => remove(each));
    });
  }
  written.add(file);
}

/**
 * Notes in files, one for each process: only its owner writes a file, a line for each note, and all others read what was
 * added since they looked. The folder belongs to one operation of the engine, whose address no other operation has at
 * the same time. `parent` is the system's folder for what is temporary.
 *
 * Where no folder can be had that nobody else can write to, and whenever the system fails, the process is alone.
 */
export function createFileBoard(address: string, parent: string): NoticeBoard {
  const home = ownFolder(parent, "pulumi-managed-agents");
  const name = createHash("sha256").update(address).digest("hex").slice(0, 32);
  const folder = home === undefined ? undefined : ownFolder(home, name);
  if (home === undefined || folder === undefined) {
    return lonelyBoard;
  }
  const own = path.join(folder, `${process.pid}-${serial.next++}.jsonl`);
  const readers = new Map<string, FileReader>();
  let isBegun = false;

  function begin(): void {
    isBegun = true;
    writeFileSync(own, "", { mode: 0o600 });
    removeAtExit(own);
    sweep(home ?? "", own);
  }

  return {
    post(note) {
      attempt(() => {
        if (!isBegun) {
          begin();
        }
        appendFileSync(own, `${JSON.stringify(note)}\n`);
      });
    },
    read() {
      const notes: Note[] = [];
      attempt(() => {
        for (const file of readdirSync(folder)) {
          const full = path.join(folder, file);
          if (full !== own && file.endsWith(".jsonl")) {
            const reader = readers.get(file) ?? createFileReader(full);
            readers.set(file, reader);
            attempt(() => void notes.push(...reader.added().flatMap(noteIn)));
          }
        }
      });
      return notes;
    },
    clear() {
      readers.clear();
      attempt(() => {
        if (isBegun) {
          writeFileSync(own, "", { mode: 0o600 });
        }
      });
    },
  };
}

function noteIn(line: string): Note[] {
  const note = parseNote(line);
  return note === undefined ? [] : [note];
}

interface FileReader {
  /** Whole lines since the last call; none of a process that has ended, whose operation may be another. */
  added(): readonly string[];
}

function createFileReader(file: string): FileReader {
  const pid = Number(path.basename(file).split("-")[0]);
  let offset = 0;
  return {
    added() {
      const { size } = statSync(file);
      if (size < offset) {
        offset = 0;
      }
      if (size === offset || !isAlive(pid)) {
        return [];
      }
      const text = textFrom(file, offset, size - offset);
      const end = text.lastIndexOf("\n") + 1;
      offset += Buffer.byteLength(text.slice(0, end));
      return text
        .slice(0, end)
        .split("\n")
        .filter((line) => line !== "");
    },
  };
}

function textFrom(file: string, position: number, length: number): string {
  const descriptor = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(length);
    const count = readSync(descriptor, buffer, 0, length, position);
    return buffer.subarray(0, count).toString("utf8");
  } finally {
    closeSync(descriptor);
  }
}

function remove(file: string): void {
  rmSync(file, { force: true });
  rmdirSync(path.dirname(file));
}

/** A board is a help; what the system does not let it do must not fail a deployment. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // The process is as alone as it would be without a board.
  }
}
