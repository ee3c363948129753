// The first /etc/seatstack/seatstack.toml of a machine: public ports, and a certificate for the names it has.
import { isIPv6 } from "node:net";
import { hostname, networkInterfaces } from "node:os";

/** Names and addresses under which others can reach this machine, best first. */
export function machineNames(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    // fe80::/10 means nothing without a zone, which no certificate can name.
    .filter(({ internal, address }) => !internal && !address.toLowerCase().startsWith("fe80:"))
    .map(({ address }) => address);
  return [hostname(), ...addresses];
}

/** `names` are this machine's; the first address, if any, is what links in messages start with until a name is set. */
export function firstConfig(names: readonly string[]): string {
  const [name = "localhost", address = name] = names;
  const host = isIPv6(address) ? `[${address}]` : address;
  const all = [...new Set([...names, "localhost", "127.0.0.1", "::1"])];
  return `# Seatstack's settings; docs/configuration.md explains every one. After a change:
#   seatstack check && seatstack reload

[edge]
http = ":80"
https = ":443"

[edge.tls]
mode = "self-signed"
names = [${all.map(text => JSON.stringify(text)).join(", ")}]

[seats]
# What links in messages start with: the address that students know.
public_url = "https://${host}"
`;
}
