const second = 1000;

/** A platform whose clock runs ahead must not hold the top of a conversation for longer than this. */
const furthestAhead = 60 * second;

/**
 * Where a message stands in its conversation: by the platform's time, then by arrival. Platforms that count in whole
 * seconds can't tell what came first within one: there arrival decides, so that an answer never stands before its
 * question.
 */
export function inboundOrder(sentAt: number, lastOrderedAt: number, now: number): number {
  const at = Math.min(sentAt, now + furthestAhead);
  const sameSecond = Math.floor(at / second) === Math.floor(lastOrderedAt / second);
  return sameSecond && at % second === 0 ? Math.max(at, lastOrderedAt) : at;
}

/** What we write stands after all that its author could have seen. */
export function outboundOrder(now: number, lastOrderedAt: number): number {
  return Math.max(now, lastOrderedAt);
}
