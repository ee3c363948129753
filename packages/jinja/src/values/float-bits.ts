// Floats as IEEE 754 keeps them.

const view = new DataView(new ArrayBuffer(8));

/** |n| = mantissa × 2^exponent, of a finite float. */
export function floatParts(n: number): { readonly mantissa: bigint; readonly exponent: number } {
  view.setFloat64(0, n);
  const word = view.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  return { mantissa: biased === 0 ? fraction : fraction | (1n << 52n), exponent: Math.max(biased, 1) - 1075 };
}
