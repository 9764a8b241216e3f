import webhooks from "twilio/lib/webhooks/webhooks.js";
import { ACCOUNT_SID, AUTH_TOKEN, OWN_NUMBER, PUBLIC_URL } from "./setting.ts";

/** One webhook, ready to be posted. */
export type SignedText = { from: string; body: string; signature: string };

/** What customers write at night: mostly about their parcel, in their own spelling; every text gets one answer. */
const WORDS = [
  "hi wheres my order",
  "Where is my parcel? It should have been here by now",
  "any news on my delivery pls",
  "when are you open tomorrow",
  "hello, can you tell me where my package is",
  "has my order shipped yet??",
  "what is your return policy",
  "wheres my stuff",
  "Good evening! I ordered last week and wondered when it will arrive.",
  "track my order please",
];

/** Signed texts from these phones, in turn, numbered from `first`: the same number never comes twice. */
export function signedTexts(phones: readonly string[], first: number, count: number): SignedText[] {
  return Array.from({ length: count }, (_, at) => signedText(phones, first + at));
}

function signedText(phones: readonly string[], n: number): SignedText {
  const from = phones[n % phones.length] ?? "";
  const sid = `SM${n.toString(16).padStart(32, "0")}`;
  const fields = {
    ToCountry: "DK",
    ToState: "",
    SmsMessageSid: sid,
    NumMedia: "0",
    ToCity: "",
    FromZip: "",
    SmsSid: sid,
    FromState: "",
    SmsStatus: "received",
    FromCity: "",
    Body: WORDS[(n + Math.floor(n / phones.length)) % WORDS.length] ?? "",
    FromCountry: "DK",
    To: OWN_NUMBER,
    ToZip: "",
    NumSegments: "1",
    MessageSid: sid,
    AccountSid: ACCOUNT_SID,
    From: from,
    ApiVersion: "2010-04-01",
  };
  return {
    from,
    body: new URLSearchParams(fields).toString(),
    signature: webhooks.getExpectedTwilioSignature(
      AUTH_TOKEN,
      `${PUBLIC_URL}/twilio/messages`,
      fields,
    ),
  };
}
