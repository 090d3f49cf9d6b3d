/**
 * Properties by their names, as a program, a state or an engine has them: nothing is known of the values yet, some may
 * be unknown values, and members that this version does not have may be among them.
 */
export type PropertyRecord = Readonly<Record<string, unknown>>;
