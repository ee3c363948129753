// Which text is an email address that we would write to, and what makes two of them the same.
import { domainToASCII } from "node:url";

/** RFC 5321, 4.5.3.1: a path is 256 octets with its brackets, a local part 64. */
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;
/** RFC 5322 dot-atom in ASCII; quoted local parts are refused. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The normalized address, or undefined. Lower-cased whole: RFC 5321 lets a host tell `Ann` from `ann`, none does, and
 * one person must not be two contacts. Names of domains in other scripts become their ASCII form.
 */
export function normalizeAddress(text: string): string | undefined {
  const address = text.trim();
  const at = address.lastIndexOf("@");
  if (at < 1 || address.length > MAX_ADDRESS) return undefined;
  const local = address.slice(0, at).toLowerCase();
  const typed = address.slice(at + 1).toLowerCase();
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(typed)) return undefined;
  const domain = domainToASCII(typed);
  if (local.length > MAX_LOCAL || !LOCAL.test(local) || !DOMAIN.test(domain)) return undefined;
  const normalized = `${local}@${domain}`;
  return normalized.length > MAX_ADDRESS ? undefined : normalized;
}
