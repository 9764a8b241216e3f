import { type ZodType, z } from "zod";
import { ProviderUnavailableError } from "../../core/errors.ts";
import { inShape } from "./ask.ts";

/** What every GraphQL server wraps its answers in. */
export const envelopeSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.looseObject({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});

/**
 * The answer's data in its shape.
 * @throws ProviderUnavailableError as soon as there is any error: half an answer could pass for "there is none".
 */
export function readData<T>(
  system: string,
  envelope: z.output<typeof envelopeSchema>,
  schema: ZodType<T>,
): T {
  const { errors = [], data } = envelope;
  if (errors.length > 0) {
    const words = errors.map(({ message, extensions }) =>
      extensions?.code ? `${message} (${extensions.code})` : message,
    );
    throw new ProviderUnavailableError(`${system} refuses the question: ${words.join("; ")}`);
  }
  return inShape(system, data, schema);
}
