// Sets of addresses and CIDR ranges: trusted proxies, allow and deny lists.
import { BlockList, isIP, isIPv6 } from "node:net";
import { EXIT, SeatstackError } from "../errors.ts";

export interface AddressSet {
  readonly empty: boolean;
  has(address: string): boolean;
}

const EVERYBODY: AddressSet = { empty: false, has: () => true };

/** `*` stands for every address. Throws `BAD_ADDRESS` (exit 2) naming the setting. */
export function addressSet(entries: readonly string[], setting: string): AddressSet {
  if (entries.includes("*")) return EVERYBODY;
  const list = new BlockList();
  for (const entry of entries) addEntry(list, entry, setting);
  return {
    empty: entries.length === 0,
    has: address => entries.length > 0 && isIP(address) !== 0 && list.check(address, family(address)),
  };
}

function addEntry(list: BlockList, entry: string, setting: string): void {
  const [address = "", prefix] = entry.split("/");
  const bits = prefix === undefined ? undefined : Number(prefix);
  const longest = isIPv6(address) ? 128 : 32;
  if (isIP(address) === 0 || (bits !== undefined && !(Number.isInteger(bits) && bits >= 0 && bits <= longest))) {
    throw new SeatstackError("BAD_ADDRESS", `${setting}: "${entry}" is neither an address nor a range`, {
      fix: 'Write an address such as "192.0.2.7" or a range such as "10.0.0.0/8" or "2001:db8::/32".',
      exitCode: EXIT.badSetting,
    });
  }
  if (bits === undefined) list.addAddress(address, family(address));
  else list.addSubnet(address, bits, family(address));
}

function family(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}
