/** How Pulumi's engine spells what no JSON can say (pulumi/pulumi, sdk/go/common/resource). */

/** A text of unknown value; other shapes have words of their own, which only the native protocol uses. */
export const unknownWord = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key under which an object says what it really is, and what it says there if it is a secret. */
export const signatureKey = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
