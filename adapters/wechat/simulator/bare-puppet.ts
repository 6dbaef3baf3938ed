import { Puppet, throwUnsupportedError } from "wechaty-puppet";
import type { payloads } from "wechaty-puppet";

/** A puppet that can do nothing: what the simulated one doesn't override, it refuses as real puppets do. */
export abstract class BarePuppet extends Puppet {
  override contactSelfName = refuse;
  override contactSelfQRCode = refuse;
  override contactSelfSignature = refuse;
  override contactPhone = refuse;
  override contactCorporationRemark = refuse;
  override contactDescription = refuse;
  override conversationReadMark = refuse;
  override friendshipAdd = refuse;
  override friendshipSearchPhone = refuse;
  override friendshipSearchHandle = refuse;
  override messageForward = refuse;
  override messageSendContact = refuse;
  override messageSendLocation = refuse;
  override messageSendMiniProgram = refuse;
  override messageSendPost = refuse;
  override postRawPayload = refuse;
  override postRawPayloadParser = refuse;
  override postPublish = refuse;
  override postSearch = refuse;
  override roomInvitationAccept = refuse;
  override roomInvitationRawPayload = refuse;
  override roomInvitationRawPayloadParser = refuse;
  override roomAdd = refuse;
  override roomAvatar = refuse;
  override roomCreate = refuse;
  override roomDel = refuse;
  override roomQRCode = refuse;
  override roomQuit = refuse;
  override roomTopic = refuse;
  override roomAnnounce = refuse;
  override tagContactAdd = refuse;
  override tagContactDelete = refuse;
  override tagContactList = refuse;
  override tagContactRemove = refuse;
  override tap = refuse;
  override tapSearch = refuse;

  // What is raw here is in the library's own form already.
  override contactRawPayloadParser = same<payloads.Contact>;
  override friendshipRawPayloadParser = same<payloads.Friendship>;
  override messageRawPayloadParser = same<payloads.Message>;
  override roomRawPayloadParser = same<payloads.Room>;
  override roomMemberRawPayloadParser = same<payloads.RoomMember>;
}

function refuse(): Promise<never> {
  return Promise.reject(unsupported());
}

function unsupported(): unknown {
  try {
    return throwUnsupportedError();
  } catch (error) {
    return error;
  }
}

function same<T>(payload: T): Promise<T> {
  return Promise.resolve(payload);
}
