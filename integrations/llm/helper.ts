import { AsyncLocalStorage } from "node:async_hooks";
import { AsyncLocalStorageProviderSingleton as traces } from "@langchain/core/singletons";
import { ChatOpenAI } from "@langchain/openai";
import OpenAI from "openai";
import { z } from "zod";
import { ProviderUnavailableError } from "../../core/errors.ts";
import type { Helper, HelperAnswer, HelperOptions } from "../../core/helper.ts";
import { answerTask, summariseTask, type Task, translateTask, understandTask } from "./tasks.ts";
import { tokenPurse } from "./token-purse.ts";

/** Small and quick: what it writes is checked, and a customer waits for it. */
const USUAL_MODEL = "gpt-4.1-mini";

/** Of a server of one's own that asks for no key. */
const NO_KEY = "none";

/** Longer than whoever asks waits; it only ends what was forgotten. */
const TIMEOUT_MS = 10_000;

/** The SDKs would otherwise look for another address in the environment. Source: OpenAI, API reference. */
const USUAL_URL = "https://api.openai.com/v1";

/** A hundred times what is ever asked for. */
const MOST_BYTES = 1024 * 1024;

/**
 * A helper behind any address that speaks OpenAI's chat completions. Asked once: it repeats nothing by itself. No tools
 * are offered, so a model that calls some has given no answer.
 */
export function openAiHelper(options: {
  apiKey?: string;
  baseUrl?: string;
  model?: string;
}): Helper {
  const { apiKey = NO_KEY, baseUrl: baseURL = USUAL_URL, model: name = USUAL_MODEL } = options;
  const purse = tokenPurse();
  traces.initializeGlobalInstance(new AsyncLocalStorage()); // does nothing where there is one
  // What customers write goes to this one place, whatever the environment says to these packages, and into no log.
  const place = {
    baseURL,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: TIMEOUT_MS,
    logLevel: "off" as const,
    fetch: fetchWithin,
  };
  const modelFor = (maxTokens: number) =>
    new ChatOpenAI({
      model: name,
      apiKey,
      maxTokens,
      temperature: 0,
      maxRetries: 0,
      timeout: TIMEOUT_MS,
      streaming: false,
      useResponsesApi: false,
      __includeRawResponse: true,
      configuration: place,
    });

  async function ask<Answer>(
    task: Task<Answer>,
    { signal, allowTokens }: HelperOptions,
  ): Promise<HelperAnswer<Answer>> {
    const material = JSON.stringify(task.material);
    const most = tokensIn(task.rules + material) + task.tokens;
    const taken = await purse.take(most, allowTokens);
    if (!taken) return { kind: "spent" };
    const model = modelFor(task.tokens).withStructuredOutput(task.answer, {
      name: task.name,
      method: "jsonSchema",
      includeRaw: true,
    });
    try {
      const asked = [
        { role: "system", content: task.rules },
        { role: "user", content: material },
      ];
      const given = await traces
        .getInstance()
        .run(UNTRACED, () => model.invoke(asked, { signal, callbacks: [] }));
      const { raw, parsed } = answerSchema.parse(given);
      taken.settle(raw.usage_metadata?.total_tokens ?? most);
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
      const client = new OpenAI({ apiKey, ...place });
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

/** As the parent of all that LangChain does in a call: whatever the environment says, it tells none of it to LangSmith. */
const UNTRACED = { tracingEnabled: false };

const none = z.array(z.unknown()).max(0).nullish();

/** Who calls a tool was offered none, and who refuses gave no answer, whatever else they say. */
const messageSchema = z.object({
  tool_calls: none,
  function_call: z.null().optional(),
  refusal: z.literal("").nullish(),
});

const answerSchema = z.object({
  raw: z.object({
    additional_kwargs: z.object({
      __raw_response: z.object({ choices: z.tuple([z.object({ message: messageSchema })]) }),
    }),
    // A server that counts nothing says zero.
    usage_metadata: z.object({ total_tokens: z.number().positive() }).optional().catch(undefined),
  }),
  parsed: z.unknown(),
});

/** Asks that address and no other, wherever it sends us, and reads no more of the answer than an answer may have. */
async function fetchWithin(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const { body, status, headers } = await fetch(input, { ...init, redirect: "manual" });
  let size = 0;
  const measured = body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, onwards) {
        size += chunk.length;
        if (size > MOST_BYTES)
          onwards.error(new Error(`an answer of more than ${MOST_BYTES} bytes`));
        else onwards.enqueue(chunk);
      },
    }),
  );
  return new Response(measured ?? null, { status, headers });
}

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
