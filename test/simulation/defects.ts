import type { Defect } from "./defect.ts";
import { deskDefects } from "./defects-desk.ts";
import { sendingDefects } from "./defects-sending.ts";
import { storeDefects } from "./defects-store.ts";

/** Mistakes that durable bots are known for, each of which the judges must notice. */
export const DEFECTS: readonly Defect[] = [...storeDefects, ...sendingDefects, ...deskDefects];
