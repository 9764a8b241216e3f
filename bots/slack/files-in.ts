import { z } from "zod";

/** A file in a message; `url` takes the bot's token to read. */
export type AgentFile = { name: string; type: string; size: number; url: string };

/** The files of a message, as Slack lists them. */
export const fileList = z
  .array(
    z.object({
      name: z.string().nullish(),
      mimetype: z.string().nullish(),
      size: z.number().nullish(),
      url_private_download: z.string().nullish(),
      url_private: z.string().nullish(),
    }),
  )
  .optional();

/** The same in our words. One without an address (deleted, or kept elsewhere) has no type either, so it goes nowhere. */
export function filesIn(files: z.infer<typeof fileList> = []): readonly AgentFile[] {
  return files.map((file) => {
    const url = file.url_private_download ?? file.url_private ?? "";
    const type = url === "" ? "" : (file.mimetype ?? "");
    return { name: file.name ?? "a file", type, size: file.size ?? 0, url };
  });
}
