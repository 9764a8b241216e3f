import type { NewSend } from "../../../core/decision.ts";
import { addressKind } from "../../../core/message.ts";
import type { Channel } from "../../channel.ts";

/**
 * One message as the sends that its channel makes of it, all of one lane, so that each is one call and one receipt: a text
 * that is too long in pieces, each file that the channel carries in a message (the first with the words, where it can be),
 * all other files as links behind the words. Pure.
 */
export function partsOf(
  send: NewSend,
  channels: readonly Pick<Channel, "carries" | "split" | "attaches">[],
): readonly NewSend[] {
  const { body } = send;
  if (body.kind !== "text") return [send];
  const { files = [], choices, ...rest } = body;
  const kind = addressKind(send.to);
  const channel = channels.find(({ carries }) => carries.includes(kind));
  const ways = files.map((file) => ({ file, way: channel?.attaches?.(file, send) }));
  const links = ways.flatMap(({ file, way }) => (way === undefined ? [file.url] : []));
  const whole = [body.text, ...links].filter(Boolean).join("\n");
  const texts =
    whole === "" && files.length > 0 ? [] : (channel?.split?.(whole, send.to) ?? [whole]);
  const bodies: (typeof body)[] = texts.map((text) => ({ ...rest, text }));
  const last = bodies.at(-1);
  if (last && choices) last.choices = choices; // the question stands at the end
  for (const { file, way } of ways) {
    const [only] = bodies;
    if (way === "with words" && only && bodies.length === 1 && !only.files) only.files = [file];
    else if (way !== undefined) bodies.push({ kind: "text", text: "", files: [file] });
  }
  return bodies.map((each, index) => ({
    ...send,
    id: index === 0 ? send.id : `${send.id}.${index}`,
    body: each,
  }));
}
