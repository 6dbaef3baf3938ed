/** What whatsapp-web.js hands over of a message: the model of WhatsApp Web itself (`rawData`), as far as it is read here. */
export interface WebMessage {
  readonly id: WebMessageKey;
  readonly type: string;
  /** Seconds since 1970. */
  readonly t: number;
  readonly from?: WebAddress;
  readonly to?: WebAddress;
  readonly author?: WebAddress;
  readonly ack?: number;
  readonly body?: string;
  readonly caption?: string;
  readonly notifyName?: string;
  readonly subtype?: string;
  readonly directPath?: string;
  readonly mimetype?: string;
  readonly filename?: string;
  readonly size?: number;
  readonly width?: number;
  readonly height?: number;
  /** Seconds. */
  readonly duration?: string | number;
  readonly isGif?: boolean;
  readonly isViewOnce?: boolean;
  readonly lat?: number;
  readonly lng?: number;
  readonly loc?: string;
  readonly vcardList?: readonly { readonly vcard: string }[];
  readonly pollName?: string;
  readonly pollOptions?: readonly { readonly name: string }[];
  readonly pollSelectableOptionsCount?: number;
  readonly selectedButtonId?: string;
  readonly selectedRowId?: string;
  readonly listResponse?: {
    readonly singleSelectReply?: { readonly selectedRowId?: string };
  };
  readonly quotedStanzaID?: string;
  readonly quotedMsg?: {
    readonly body?: string;
    readonly caption?: string;
    readonly type?: string;
  };
  readonly mentionedJidList?: readonly WebAddress[];
  readonly isForwarded?: boolean;
  readonly latestEditSenderTimestampMs?: number;
  readonly protocolMessageKey?: { readonly id?: string };
  readonly isStatusV3?: boolean;
}

export interface WebMessageKey {
  readonly fromMe: boolean;
  readonly remote: WebAddress;
  readonly id: string;
  readonly participant?: WebAddress;
  readonly _serialized: string;
}

export type WebAddress = string | { readonly _serialized: string };

export interface WebReaction {
  readonly msgId: WebMessageKey;
  readonly senderId: string;
  readonly reaction: string;
  /** Seconds, with fractions. */
  readonly timestamp: number;
  readonly fromMe: boolean;
}

/** What happens in the page, in order. */
export type WebEvent =
  | { readonly type: "message"; readonly message: WebMessage }
  /** It came, and the page could not decrypt it within a while. */
  | { readonly type: "undecryptable"; readonly message: WebMessage }
  | { readonly type: "edit"; readonly message: WebMessage }
  | { readonly type: "revoke"; readonly message: WebMessage }
  | { readonly type: "ack"; readonly message: WebMessage; readonly ack: number }
  | { readonly type: "reaction"; readonly reaction: WebReaction };

export function addressText(address: WebAddress | undefined): string {
  if (address === undefined) return "";
  return typeof address === "string" ? address : address._serialized;
}
