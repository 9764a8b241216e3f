/** How long a scripted customer takes to write the next message. */
export const THINKING_MS = 40_000;
