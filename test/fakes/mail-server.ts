import type { AddressInfo, Socket } from "node:net";
import { SMTPServer } from "smtp-server";

export type MailServer = {
  /** `smtp://user:password@…`, as SMTP_URL takes it. */
  url: string;
  /** What was taken, in order: to whom, with its headers and its words. */
  readonly taken: readonly { to: string; raw: string; text: string }[];
  /** What happens to the next message, once its words are in. */
  next(fate: "refuses" | "is busy" | "takes it and hangs up"): void;
  close(): Promise<void>;
};

const USER = { name: "shop", password: "correct horse" };

/** A mail server on this machine that asks for a password and keeps what it is sent. */
export async function startMailServer(): Promise<MailServer> {
  const taken: { to: string; raw: string; text: string }[] = [];
  const sockets = new Set<Socket>();
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  let fate: Parameters<MailServer["next"]>[0] | undefined;
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) => {
      const isKnown = username === USER.name && password === USER.password;
      if (isKnown) done(null, { user: username });
      else done(new Error("who are you?"));
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const now = fate;
        fate = undefined;
        if (now === "refuses") return done(answer("no such mailbox", 550));
        if (now === "is busy") return done(answer("come again", 451));
        const raw = Buffer.concat(parts).toString();
        const to = session.envelope.rcptTo.map(({ address }) => address).join(",");
        taken.push({ to, raw, text: textOf(raw) });
        if (now === "takes it and hangs up") return hangUp();
        done();
      });
    },
  });
  server.server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `smtp://${USER.name}:${encodeURIComponent(USER.password)}@127.0.0.1:${port}`,
    taken,
    next: (next) => {
      fate = next;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(message: string, responseCode: number): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** The words, with the soft line breaks of quoted-printable undone. */
function textOf(raw: string): string {
  return raw
    .slice(raw.indexOf("\r\n\r\n") + 4)
    .replace(/=\r\n/g, "")
    .trim();
}
