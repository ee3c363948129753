// What of a client's address counts: a whole IPv4 address, the /64 of an IPv6 one.
import { isIPv4, isIPv6 } from "node:net";

/**
 * Canonical text of the range that is limited as one. A household or a host gets an IPv6 /64 (RFC 6177), so that a
 * limit per address would limit nobody. IPv4-mapped addresses (RFC 4291, 2.5.5.2) are IPv4. Other text stays as it is.
 */
export function limitedRange(address: string): string {
  if (isIPv4(address) || !isIPv6(address)) return address;
  const groups = expand(address.split("%", 1)[0] ?? "");
  const mapped = groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff;
  if (mapped) return [high(groups[6]), low(groups[6]), high(groups[7]), low(groups[7])].join(".");
  return `${groups
    .slice(0, 4)
    .map(group => group.toString(16))
    .join(":")}::/64`;
}

const high = (group = 0) => group >> 8;
const low = (group = 0) => group & 0xff;

/** The eight groups of a valid IPv6 address. */
function expand(address: string): number[] {
  const [left = "", right] = address.split("::", 2);
  const before = groupsOf(left);
  const after = groupsOf(right ?? "");
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function groupsOf(part: string): number[] {
  if (part === "") return [];
  return part.split(":").flatMap(group => (group.includes(".") ? fromIPv4(group) : [Number.parseInt(group, 16)]));
}

function fromIPv4(dotted: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split(".").map(Number);
  return [a * 256 + b, c * 256 + d];
}
