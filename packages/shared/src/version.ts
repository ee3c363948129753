// The version of this program, as `seatstack version`, the control protocol and the link's HELLO tell it.

/** Semantic version; a test keeps it equal to package.json's. */
export const VERSION = "0.1.0";
