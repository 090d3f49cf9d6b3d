/** What a value is, as far as a type of any language says it. Lengths and patterns are told in the descriptions. */
export type Shape =
  | { readonly kind: "string" | "number" | "integer" | "boolean" }
  /** Exactly this text. */
  | { readonly kind: "constant"; readonly value: string }
  /** One of these words. `isOpen`: others are let through too, because the API may know more of them. */
  | { readonly kind: "words"; readonly words: readonly string[]; readonly isOpen: boolean }
  /** The user's own JSON object, passed on untouched; `type` is the one member that is prescribed. */
  | { readonly kind: "json"; readonly type: string }
  | { readonly kind: "array"; readonly element: Shape }
  /** Values by keys of the user's own. */
  | { readonly kind: "map"; readonly element: Shape }
  /** A declaration of this name. */
  | { readonly kind: "named"; readonly name: string };

export interface Property {
  readonly name: string;
  readonly shape: Shape;
  readonly isOptional: boolean;
  readonly description: string | undefined;
  /** What this provider fills in where the property is left out. What the API fills in stays in the description. */
  readonly defaultValue: string | number | undefined;
}

export interface ObjectDeclaration {
  readonly kind: "object";
  readonly name: string;
  readonly description: string | undefined;
  readonly properties: readonly Property[];
  /** Keys beyond the properties are let through. */
  readonly isLoose: boolean;
}

export interface UnionDeclaration {
  readonly kind: "union";
  readonly name: string;
  readonly description: string | undefined;
  readonly options: readonly Shape[];
  /** The member whose words tell which option is meant; undefined where none does. */
  readonly discriminator: string | undefined;
}

export interface WordsDeclaration {
  readonly kind: "words";
  readonly name: string;
  readonly description: string | undefined;
  readonly words: readonly string[];
}

/** A tool of a type that this version does not know: any keys beside a `type` that is none of the known ones. */
export interface OtherDeclaration {
  readonly kind: "other";
  readonly name: string;
  readonly description: string;
}

export type Declaration =
  | ObjectDeclaration
  | UnionDeclaration
  | WordsDeclaration
  | OtherDeclaration;
