import { nearest } from "./nearest";

/** `apikey`, `api_key`, `api-key`, `baseURL`: what people write who remember the word and not its spelling. */
export function likelySpellings(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [
    ...["_", "-"].map((mark) =>
      name.replace(/[A-Z]/g, (letter) => `${mark}${letter.toLowerCase()}`),
    ),
    name.toLowerCase(),
    name.replace(/Url$|Id$/, (word) => word.toUpperCase()),
  ]);
}

/** The setting that a name is nearly, if it is none itself. Any other name may be the program's own. */
export function settingMeant(name: string, names: readonly string[]): string | undefined {
  return names.includes(name) ? undefined : nearest(name, names);
}
