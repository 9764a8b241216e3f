import { ChatOpenAI } from "@langchain/openai";
import OpenAI from "openai";
import { z } from "zod";
import { ProviderUnavailableError } from "../../core/errors.ts";
import type { Helper, HelperAnswer, HelperOptions } from "../../core/helper.ts";
import type { Clock } from "../../core/ports.ts";
import { answerTask, summariseTask, type Task, translateTask, understandTask } from "./tasks.ts";
import { tokenLedger } from "./token-budget.ts";

/** Small and quick: what it writes is checked, and a customer waits for it. */
const USUAL_MODEL = "gpt-4.1-mini";

/** Of a server of one's own that asks for no key. */
const NO_KEY = "none";

/** Longer than whoever asks waits; it only ends what was forgotten. */
const TIMEOUT_MS = 10_000;

/**
 * A helper behind any address that speaks OpenAI's chat completions. Asked once: it repeats nothing by itself. No tools
 * are offered, so a model that calls some has given no answer.
 */
export function openAiHelper(options: {
  apiKey?: string;
  baseUrl?: string;
  model?: string;
  clock: Pick<Clock, "now">;
}): Helper {
  const { apiKey = NO_KEY, baseUrl: baseURL, model: name = USUAL_MODEL, clock } = options;
  const ledger = tokenLedger();
  const modelFor = (maxTokens: number) =>
    new ChatOpenAI({
      model: name,
      apiKey,
      maxTokens,
      temperature: 0,
      maxRetries: 0,
      timeout: TIMEOUT_MS,
      streaming: false,
      // Both would otherwise follow the environment; what customers write goes to one place only.
      useResponsesApi: false,
      configuration: { ...(baseURL === undefined ? {} : { baseURL }), organization: null },
    });

  async function ask<Answer>(
    task: Task<Answer>,
    { signal, tokens }: HelperOptions,
  ): Promise<HelperAnswer<Answer>> {
    const material = JSON.stringify(task.material);
    const most = tokensIn(task.rules + material) + task.tokens;
    const reserved = ledger.reserve(most, tokens, clock.now());
    if (!reserved) return { kind: "spent" };
    const model = modelFor(task.tokens).withStructuredOutput(task.answer, {
      name: task.name,
      method: "jsonSchema",
      includeRaw: true,
    });
    try {
      const given = await model.invoke(
        [
          { role: "system", content: task.rules },
          { role: "user", content: material },
        ],
        { signal, callbacks: [] },
      );
      const { raw, parsed } = answerSchema.parse(given);
      reserved.settle(Math.max(raw.usage_metadata?.total_tokens ?? most, 1));
      return { kind: "answered", value: task.answer.parse(parsed) };
    } catch (error) {
      throw new ProviderUnavailableError(whyNot(error), { cause: error });
    }
  }

  return {
    async understand(what, how) {
      const given = await ask(understandTask(what), how);
      return given.kind === "spent" ? given : { ...given, value: given.value.intents };
    },
    async answer(what, how) {
      const given = await ask(answerTask(what), how);
      if (given.kind === "spent") return given;
      return { ...given, value: { text: given.value.answer.trim() || undefined } };
    },
    async summarise(what, how) {
      const given = await ask(summariseTask(what), how);
      return given.kind === "spent" ? given : { ...given, value: given.value.summary.trim() };
    },
    async translate(what, how) {
      const given = await ask(translateTask(what), how);
      return given.kind === "spent" ? given : { ...given, value: given.value.translation.trim() };
    },
    async check() {
      const client = new OpenAI({
        apiKey,
        maxRetries: 0,
        timeout: TIMEOUT_MS,
        ...(baseURL === undefined ? {} : { baseURL }),
      });
      try {
        const known: string[] = [];
        for await (const { id } of client.models.list()) known.push(id);
        return known.includes(name)
          ? []
          : [`OPENAI_MODEL: "${name}" is not among its models: ${known.slice(0, 5).join(", ")}`];
      } catch (error) {
        return [whyNot(error)];
      }
    },
  };
}

const answerSchema = z.object({
  raw: z.object({
    usage_metadata: z
      .object({ total_tokens: z.number().nonnegative() })
      .optional()
      .catch(undefined),
  }),
  parsed: z.unknown(),
});

/** A token is four letters in English and fewer elsewhere; three errs on the safe side. */
function tokensIn(text: string): number {
  return Math.ceil(text.length / 3);
}

/** Never the model's own words: they may hold what a customer wrote. */
function whyNot(error: unknown): string {
  if (error instanceof OpenAI.APIError && error.status !== undefined)
    return `the language model answered ${error.status}`;
  if (error instanceof z.ZodError)
    return "the language model's answer has another shape than asked";
  return "the language model gave no usable answer";
}
