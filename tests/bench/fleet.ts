import type { Group } from "./group";
export const measureFleet: Group = async () => [];
