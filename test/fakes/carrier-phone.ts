import type { Clock } from "../../core/ports.ts";
import type { CarrierEvents } from "./carrier-events.ts";
import {
  type CarrierMessage,
  HELP_WORDS,
  isWhatsapp,
  type Service,
  START_WORDS,
  STOP_WORDS,
  segmentsOf,
} from "./carrier-rules.ts";
import type { WebhookResult } from "./carrier-webhooks.ts";

/** What stands on a phone's screen. `carrier`: Twilio's own confirmation of a keyword. */
type PhoneText = {
  sid: string;
  from: string;
  text: string;
  media: readonly string[];
  at: number;
  by: "shop" | "carrier";
};

/** A customer's phone. */
export type Phone = {
  readonly address: string;
  /** Texts the shop and resolves once the bot took it (or the carrier gave up). */
  texts(text: string, how?: TextHow): Promise<{ sid: string; answers: readonly WebhookResult[] }>;
  /** What the phone received, in order. */
  readonly inbox: readonly PhoneText[];
  /** Resolves once so many texts came in. */
  receives(count: number): Promise<readonly PhoneText[]>;
  /** The customer opens the chat: WhatsApp reports everything as read. */
  reads(): Promise<void>;
  /** From now on everything sent here ends in this code: 21… at once, others as undelivered. `undefined`: heals. */
  failsWith(code: string | undefined): void;
  trouble(): string | undefined;
  takes(message: CarrierMessage, by: PhoneText["by"]): void;
};

type TextHow = {
  /** One of the shop's numbers; by default the first of the phone's kind. */
  to?: string;
  media?: readonly { url: string; contentType: string }[];
  location?: { latitude: number; longitude: number; label?: string };
  tap?: { payload: string; text: string };
  profileName?: string;
  /** How often the carrier posts it, all at the same moment and under the same MessageSid. */
  copies?: number;
  /** How long the carrier sits on it. */
  lateMs?: number;
  /** Posted under an id of before: a late repetition. */
  again?: string;
  /** Further (or other) fields of the webhook; `undefined` leaves one out. */
  fields?: Record<string, string | undefined>;
};

type PhonePorts = {
  clock: Clock;
  events: Pick<CarrierEvents, "happened" | "until" | "track">;
  accountSid: string;
  numbers: readonly string[];
  services: readonly Service[];
  keep(message: Omit<CarrierMessage, "sid" | "createdAt">): CarrierMessage;
  isOptedOut(number: string): boolean;
  optOut(number: string, out: boolean): void;
  deliver(fields: Record<string, string>): Promise<WebhookResult>;
  receipt(message: CarrierMessage, status: string): Promise<unknown>;
};

/** A phone that texts our numbers and keeps what comes back. */
export function phoneOf(address: string, ports: PhonePorts): Phone {
  const inbox: PhoneText[] = [];
  const unread: CarrierMessage[] = [];
  let trouble: string | undefined;
  const shows = (text: Omit<PhoneText, "at">) => {
    inbox.push({ ...text, at: ports.clock.now() });
    ports.events.happened();
  };
  return {
    address,
    inbox,
    texts: (text, how = {}) => ports.events.track(textShop(address, text, how, ports, shows)),
    receives: async (count) => {
      await ports.events.until(() => inbox.length >= count);
      return inbox;
    },
    reads: async () => {
      if (!isWhatsapp(address)) throw new Error("an SMS does not tell whether it was read");
      for (const message of unread.splice(0)) {
        message.status = "read";
        await ports.receipt(message, "read");
      }
    },
    failsWith: (code) => {
      trouble = code;
    },
    trouble: () => trouble,
    takes: (message, by) => {
      unread.push(message);
      shows({ sid: message.sid, from: message.from, text: message.body, media: message.media, by });
    },
  };
}

async function textShop(
  address: string,
  text: string,
  how: TextHow,
  ports: PhonePorts,
  shows: (text: Omit<PhoneText, "at">) => void,
): Promise<{ sid: string; answers: readonly WebhookResult[] }> {
  const to = how.to ?? ports.numbers.find((number) => isWhatsapp(number) === isWhatsapp(address));
  if (!to) throw new Error(`the shop has no number that ${address} could write to`);
  const service = ports.services.find(({ numbers }) => numbers.includes(to));
  const media = how.media ?? [];
  const kept =
    how.again === undefined
      ? ports.keep({
          direction: "inbound",
          from: address,
          to,
          body: text,
          status: "received",
          errorCode: undefined,
          segments: segmentsOf(text, address),
          media: media.map(({ url }) => url),
          contentSid: undefined,
          serviceSid: service?.sid,
          statusCallback: undefined,
          sentAt: ports.clock.now(),
        })
      : undefined;
  const sid = kept?.sid ?? how.again ?? "";
  const acted = kept && !isWhatsapp(address) ? actOnKeyword(text, to, ports, shows) : undefined;
  const type: Record<string, string> =
    acted && service?.advancedOptOut ? { OptOutType: acted } : {};
  const fields = withoutGaps({
    ...basicFields({ sid, address, to, text, media, accountSid: ports.accountSid, service }),
    ...(isWhatsapp(address) ? whatsappFields(address, how) : {}),
    ...type,
    ...how.fields,
  });
  if (how.lateMs) await ports.clock.sleep(how.lateMs);
  const copies = Array.from({ length: how.copies ?? 1 }, () => ports.deliver(fields));
  return { sid, answers: await Promise.all(copies) };
}

/** Twilio confirms keywords by itself, and reads YES as START only from somebody who had stopped. */
function actOnKeyword(
  text: string,
  number: string,
  ports: PhonePorts,
  shows: (text: Omit<PhoneText, "at">) => void,
): "STOP" | "START" | "HELP" | undefined {
  const word = text.trim().toUpperCase();
  const confirm = (words: string) =>
    shows({ sid: "", from: number, text: words, media: [], by: "carrier" });
  const out = ports.isOptedOut(number);
  if (STOP_WORDS.includes(word)) {
    ports.optOut(number, true);
    if (!out) confirm("You have successfully been unsubscribed. Reply START to resubscribe.");
    return "STOP";
  }
  if (START_WORDS.includes(word) && (out || word !== "YES")) {
    ports.optOut(number, false);
    if (out) confirm("You have successfully been re-subscribed. Reply STOP to unsubscribe.");
    return "START";
  }
  if (!HELP_WORDS.includes(word)) return undefined;
  confirm("Reply STOP to unsubscribe.");
  return "HELP";
}

function basicFields(about: {
  sid: string;
  address: string;
  to: string;
  text: string;
  media: readonly { url: string; contentType: string }[];
  accountSid: string;
  service: Service | undefined;
}): Record<string, string> {
  const { sid, address, to, text, media } = about;
  return {
    AccountSid: about.accountSid,
    ApiVersion: "2010-04-01",
    Body: text,
    From: address,
    MessageSid: sid,
    NumMedia: String(media.length),
    NumSegments: String(segmentsOf(text, address)),
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: "received",
    To: to,
    ...(about.service ? { MessagingServiceSid: about.service.sid } : {}),
    ...(isWhatsapp(address)
      ? {}
      : {
          FromCity: "",
          FromCountry: "DK",
          FromState: "",
          FromZip: "",
          ToCity: "",
          ToCountry: "DK",
          ToState: "",
          ToZip: "",
        }),
    ...Object.fromEntries(
      media.flatMap(({ url, contentType }, n) => [
        [`MediaUrl${n}`, url],
        [`MediaContentType${n}`, contentType],
      ]),
    ),
  };
}

function whatsappFields(address: string, how: TextHow): Record<string, string> {
  const { location, tap } = how;
  return {
    WaId: address.replace(/\D/g, ""),
    ProfileName: how.profileName ?? "",
    ...(location
      ? {
          Latitude: String(location.latitude),
          Longitude: String(location.longitude),
          ...(location.label ? { Label: location.label } : {}),
        }
      : {}),
    ...(tap ? { ButtonPayload: tap.payload, ButtonText: tap.text, Body: tap.text } : {}),
  };
}

function withoutGaps(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
