import type { Transporter } from "nodemailer";
import { z } from "zod";
import type { Mailer } from "../../core/ports.ts";

/**
 * E-mail by SMTP (`smtp://…` with STARTTLS where the server offers it, `smtps://…`), with nodemailer loaded on first use.
 * One connection a message and one attempt: the outbox retries.
 */
export function smtpMailer({
  smtpUrl,
  from,
  timeoutMs = TIMEOUT_MS,
}: {
  smtpUrl: string;
  /** `Harbour & Pine <hello@example.com>` or the bare address. */
  from: string;
  timeoutMs?: number;
}): Mailer {
  let loading: Promise<Transporter> | undefined;
  const load = () => {
    loading ??= import("nodemailer").then(({ createTransport }) =>
      createTransport({
        url: smtpUrl,
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        // nothing but text is ever sent, so nothing is ever fetched for it
        disableFileAccess: true,
        disableUrlAccess: true,
      }),
    );
    return loading;
  };
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? "localhost";
  return {
    async deliver({ id, to, subject, text }) {
      // the same row has the same id at every attempt, by which a mailbox knows a copy
      const messageId = `<${id}@${domain}>`;
      try {
        const transport = await load();
        await transport.sendMail({
          from,
          // as an object, so that no comma or bracket in it becomes a second recipient
          to: { name: "", address: to },
          subject,
          text,
          messageId,
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { kind: "accepted", messageId };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async check() {
      try {
        await (await load()).verify();
        return [];
      } catch (error) {
        const { message } = outcomeOf(error);
        return [`SMTP_URL: the mail server cannot be used: ${message}`];
      }
    },
  };
}

/** A mail server that takes longer is busy or away. */
const TIMEOUT_MS = 10_000;

/** What nodemailer says about a failure. Source: its dist/esm/errors.d.ts. */
const failureSchema = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  timeoutType: z.string().optional(),
  syscall: z.string().optional(),
});

/** Before anything of the message could have left: not found, not let in, nobody there, no answer to the first hello. */
const BEFORE_IT_LEFT = ["EDNS", "ETLS", "EPROXY"];
const NOT_LET_IN = ["EAUTH", "ENOAUTH", "ECONFIG"];
const BEFORE_THE_HELLO = ["CONNECT_TIMEOUT", "GREETING_TIMEOUT", "UPGRADE_TIMEOUT"];

function outcomeOf(
  error: unknown,
): Exclude<Awaited<ReturnType<Mailer["deliver"]>>, { kind: "accepted" }> {
  const message = error instanceof Error ? error.message : String(error);
  const { code, responseCode, timeoutType, syscall } = failureSchema.safeParse(error).data ?? {};
  const refused = (how: "give_up" | "retry_later" | "channel_broken") =>
    ({
      kind: "refused",
      code: String(responseCode ?? code ?? "mail"),
      message,
      reaction: how,
    }) as const;
  if (code && NOT_LET_IN.includes(code)) return refused("channel_broken");
  // 4yz: come again; 5yz: no. Source: RFC 5321, 4.2.1
  if (responseCode !== undefined) return refused(responseCode < 500 ? "retry_later" : "give_up");
  if (code === "EENVELOPE") return refused("give_up");
  const neverLeft =
    syscall === "connect" ||
    BEFORE_IT_LEFT.includes(code ?? "") ||
    BEFORE_THE_HELLO.includes(timeoutType ?? "");
  return neverLeft ? refused("retry_later") : { kind: "unclear", message };
}
