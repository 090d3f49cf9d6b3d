/*
 * The parts of Pulumi's package schema that this package uses; the whole of it is described at
 * https://www.pulumi.com/docs/iac/extending-pulumi/schema/.
 */

export interface TypeSpec {
  readonly type?: "boolean" | "integer" | "number" | "string" | "array" | "object";
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly oneOf?: readonly TypeSpec[];
  readonly discriminator?: {
    readonly propertyName: string;
    readonly mapping: Readonly<Record<string, string>>;
  };
}

export interface PropertySpec extends TypeSpec {
  readonly description?: string;
  readonly const?: string;
  readonly default?: string | number;
  readonly secret?: true;
  readonly willReplaceOnChanges?: true;
}

export type PropertySpecs = Readonly<Record<string, PropertySpec>>;

export interface ObjectTypeSpec {
  readonly type: "object";
  readonly description?: string;
  readonly properties: PropertySpecs;
  readonly required: readonly string[];
}

export interface EnumTypeSpec {
  readonly type: "string";
  readonly description?: string;
  readonly enum: readonly EnumValueSpec[];
}

export interface EnumValueSpec {
  /** What languages call the value; without it, they make a name of the value. */
  readonly name?: string;
  readonly value: string;
}

export type NamedTypeSpecs = Readonly<Record<string, ObjectTypeSpec | EnumTypeSpec>>;

export interface ResourceSpec {
  readonly description: string;
  readonly inputProperties: PropertySpecs;
  readonly requiredInputs: readonly string[];
  readonly properties: PropertySpecs;
  readonly required: readonly string[];
}

export interface FunctionSpec {
  readonly description: string;
  readonly inputs: ObjectTypeSpec;
  readonly outputs: ObjectTypeSpec;
}

export interface ProviderSpec {
  readonly description: string;
  readonly inputProperties: PropertySpecs;
}

export interface PackageSpec {
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  readonly meta: { readonly supportPack: true };
  readonly config: { readonly variables: PropertySpecs };
  readonly provider: ProviderSpec;
  readonly types: NamedTypeSpecs;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly functions: Readonly<Record<string, FunctionSpec>>;
  readonly language: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
