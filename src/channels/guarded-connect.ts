import dns from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { isMetadataAddress, isPublicAddress } from "./public-address.ts";

/** A request that must not be made. It never got further than the resolver. */
export class ForbiddenRequestError extends Error {
  override readonly name = "ForbiddenRequestError";
}

/** Whom a connection may be made to. */
export interface ConnectRules {
  /** For servers of the operator's own, and for simulators. The metadata of clouds stays out of reach. */
  readonly allowPrivateNetwork: boolean;
  readonly lookup?: typeof dns.lookup;
  /** Which addresses may be reached without `allowPrivateNetwork`. */
  readonly isAllowed?: (address: string) => boolean;
}

/** Checks each address at the moment of connecting to it: those of names in the look-up, literal ones here. */
export function guardedConnect(options: ConnectRules): buildConnector.connector {
  const isAllowed = options.allowPrivateNetwork
    ? (address: string) => !isMetadataAddress(address)
    : (options.isAllowed ?? isPublicAddress);
  const connect = buildConnector({
    timeout: 10_000,
    lookup: guardedLookup(options.lookup ?? dns.lookup, isAllowed),
  });
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0 && !isAllowed(host)) callback(forbidden(), null);
    else connect(target, callback);
  };
}

function guardedLookup(
  lookup: typeof dns.lookup,
  isAllowed: (address: string) => boolean,
): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    lookup(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, "");
        return;
      }
      // One forbidden address among others is a trap, not a spare.
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address))) {
        callback(forbidden(), "");
      } else if (lookupOptions.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

function forbidden(): ForbiddenRequestError {
  return new ForbiddenRequestError(
    "The address is in a private or reserved network. ALLOW_PRIVATE_NETWORK=true would allow it.",
  );
}
