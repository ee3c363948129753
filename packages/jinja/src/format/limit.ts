// How long a text that one operation makes may become: padding, joining, repeating. The sandbox's register decides.
export { checkLength, MAX_TEXT } from "../limits.ts";
