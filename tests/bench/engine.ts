import type { Group } from "./group";
export const measureEngine: Group = async () => [];
