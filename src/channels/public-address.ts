import { BlockList, isIP } from "node:net";

/** IPv4 that isn't the public internet (https://www.iana.org/assignments/iana-ipv4-special-registry). */
const special4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // The host of a virtual machine (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
  "168.63.129.16/32",
];

/**
 * Inside 2000::/3, what isn't the public internet or carries an IPv4 address in it: Teredo (2001::/32) and its
 * neighbours, documentation, 6to4 (https://www.iana.org/assignments/iana-ipv6-special-registry). All outside 2000::/3
 * is refused as it is: loopback, IPv4-mapped, NAT64, unique local, link-local, multicast.
 */
const special6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const refused = new BlockList();
for (const range of special4) refused.addSubnet(...network(range), "ipv4");
for (const range of special6) refused.addSubnet(...network(range), "ipv6");

const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");

/** Whether an address, as a resolver or a URL gives it, belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !refused.check(address, "ipv4");
  // An address with a zone (fe80::1%eth0) is local by what it is.
  if (version !== 6 || address.includes("%")) return false;
  return global6.check(address, "ipv6") && !refused.check(address, "ipv6");
}

/**
 * Where clouds keep the credentials of a machine. No Bot API server has such an address, and what a channel fetches is
 * shown: not even a hub that may reach its private network goes there.
 */
const metadata = new BlockList();
for (const range of ["169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32"]) {
  metadata.addSubnet(...network(range), "ipv4");
}
for (const range of ["fe80::/10", "fd00:ec2::254/128"]) {
  metadata.addSubnet(...network(range), "ipv6");
}

/** Whether an address is a cloud's metadata service, or link-local as those are. IPv4-mapped ones count as IPv4. */
export function isMetadataAddress(address: string): boolean {
  const [plain = ""] = address.split("%");
  return metadata.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
}

function network(range: string): [string, number] {
  const [address = "", bits] = range.split("/");
  return [address, Number(bits)];
}
