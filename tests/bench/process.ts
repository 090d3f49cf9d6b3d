import type { Group } from "./group";
export const measureProcess: Group = async () => [];
