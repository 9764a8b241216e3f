/** A language model that reads sentences: what it makes of two that mean the same points the same way. */
export type Encoder = {
  /**
   * One direction of length 1 for each text, in order; some milliseconds each. Rejects when the model cannot be loaded or
   * fails; asking again is safe.
   */
  encode(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
};
