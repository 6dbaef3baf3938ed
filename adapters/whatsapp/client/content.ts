import type { MessageContent } from "whatsapp-web.js";
import type * as vendor from "whatsapp-web.js";
import type { ContentWith } from "../outbound.ts";

export type Vendor = typeof vendor;

/** Content as `sendMessage` of the library takes it. */
export type Content = ContentWith<{
  readonly mimeType: string;
  readonly fileName: string;
  readonly base64: string;
}>;

/** The library's own classes for it. */
export function vendorContent(
  { Location, MessageMedia, Poll }: Vendor,
  content: Content,
): MessageContent {
  switch (content.type) {
    case "text":
      return content.text;
    case "vcard":
      return content.vcard;
    case "file":
      return new MessageMedia(content.mimeType, content.base64, content.fileName);
    case "location": {
      const { latitude, longitude, name, address } = content;
      const about = {
        ...(name === undefined ? {} : { name }),
        ...(address === undefined ? {} : { address }),
      };
      return new Location(latitude, longitude, about);
    }
    case "poll":
      return new Poll(content.question, [...content.options], {
        allowMultipleAnswers: content.multiple,
        messageSecret: undefined,
      });
  }
}
