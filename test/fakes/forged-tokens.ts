import type { Microsoft } from "./microsoft.ts";

const hour = 3600;
const now = () => Math.floor(Date.now() / 1000); // the SDK reads this machine's clock
const none = Buffer.from('{"alg":"none","kid":"teams-key"}').toString("base64url");

/** What somebody who is not Microsoft might send as `authorization`, and why it proves nothing. */
export const forgeries: [
  what: string,
  of: (microsoft: Microsoft) => Promise<string | undefined>,
][] = [
  ["no token", async () => undefined],
  ["an empty token", async () => "Bearer "],
  ["no bearer", async (microsoft) => `Basic ${await microsoft.token()}`],
  ["half a token", async (microsoft) => `Bearer ${(await microsoft.token()).slice(0, -20)}`],
  ["words", async () => "Bearer let me in"],
  [
    "another bot's token",
    async (microsoft) => `Bearer ${await microsoft.token({ aud: "another-bot" })}`,
  ],
  [
    "another issuer",
    async (microsoft) => `Bearer ${await microsoft.token({ iss: "https://evil.example" })}`,
  ],
  [
    "a token for our own posts, overheard",
    async (microsoft) =>
      `Bearer ${await microsoft.token({ iss: "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", appid: microsoft.appId, ver: "1.0" })}`,
  ],
  [
    "an old token",
    async (microsoft) =>
      `Bearer ${await microsoft.token({ nbf: now() - 2 * hour, exp: now() - hour })}`,
  ],
  [
    "a token of the future",
    async (microsoft) =>
      `Bearer ${await microsoft.token({ nbf: now() + hour, exp: now() + 2 * hour })}`,
  ],
  [
    "a key nobody knows",
    async (microsoft) => `Bearer ${await microsoft.token({}, { kid: "nobody" })}`,
  ],
  [
    "a key not endorsed for Teams",
    async (microsoft) => `Bearer ${await microsoft.token({}, { kid: "kik-key" })}`,
  ],
  ["a key of their own", async (microsoft) => `Bearer ${await microsoft.rogueToken()}`],
  [
    "another service's address",
    async (microsoft) =>
      `Bearer ${await microsoft.token({ serviceurl: "https://smba.trafficmanager.net/emea/" })}`,
  ],
  [
    "a token without a signature",
    async (microsoft) => `Bearer ${none}.${(await microsoft.token()).split(".")[1]}.`,
  ],
  [
    "a token that signs nothing",
    async (microsoft) => `Bearer ${none}.${(await microsoft.token()).split(".")[1]}.AAAA`,
  ],
  [
    "changed claims",
    async (microsoft) => {
      const [head, , tail] = (await microsoft.token()).split(".");
      const [, claims] = (await microsoft.token({ aud: microsoft.appId, role: "admin" })).split(
        ".",
      );
      return `Bearer ${head}.${claims}.${tail}`;
    },
  ],
];
