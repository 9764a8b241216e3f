import { createRequire } from "node:module";
import type * as Phones from "libphonenumber-js/min";
import { addressKind, addressValue, type SentFile } from "../../core/message.ts";
import type { Channel } from "../channel.ts";

const MEGABYTE = 1024 * 1024;

/** Beyond it WhatsApp takes no picture, and a text message no file. */
const PICTURE = 5 * MEGABYTE;
const WHATSAPP_FILE = 16 * MEGABYTE;

/** What WhatsApp shows with words under it, and what only by itself: of a document's words nothing would arrive. */
const WHATSAPP_PICTURES = /^image\/(?:jpe?g|png)$/;
const WHATSAPP_FILMS = /^video\/mp4$/;
const WHATSAPP_ALONE =
  /^(?:audio\/(?:ogg|amr|3gpp|aac|mpeg)|application\/(?:pdf|msword|vnd\.openxmlformats-officedocument\.(?:wordprocessingml\.document|presentationml\.presentation|spreadsheetml\.sheet))|text\/vcard)$/;
/** What Twilio fits to each phone; all other types arrive on some carriers only. */
const MMS_PICTURES = /^image\/(?:jpe?g|png|gif)$/;

/** Where text messages carry pictures. */
const MMS_COUNTRIES = ["US", "CA"];

/**
 * Whether Twilio carries this file to this customer itself. It fetches it from our address, which must be https. Pure.
 * Source: https://www.twilio.com/docs/messaging/guides/accepted-mime-types, https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages
 */
export const twilioAttaches: NonNullable<Channel["attaches"]> = (file, { to, from }) => {
  if (!file.url.startsWith("https://")) return undefined;
  if (addressKind(to) === "whatsapp") return whatsappWay(file);
  const isBetween = [to, from].every(
    (address) => address !== undefined && hasPictures(addressValue(address)),
  );
  return isBetween && MMS_PICTURES.test(file.contentType) && file.bytes <= PICTURE
    ? "with words"
    : undefined;
};

function whatsappWay({ contentType, bytes }: SentFile): "with words" | "alone" | undefined {
  if (WHATSAPP_PICTURES.test(contentType)) return bytes <= PICTURE ? "with words" : undefined;
  if (bytes > WHATSAPP_FILE) return undefined;
  if (WHATSAPP_FILMS.test(contentType)) return "with words";
  return WHATSAPP_ALONE.test(contentType) ? "alone" : undefined;
}

function hasPictures(number: string): boolean {
  return MMS_COUNTRIES.includes(phones().parsePhoneNumberFromString(number)?.country ?? "");
}

const require = createRequire(import.meta.url);

/** Loaded with the first picture: its hundred files would be a tenth of every start. */
const phones = () => require("libphonenumber-js/min") as typeof Phones; // what the package is
