// The methods of bytes.
import { decode } from "./encode.ts";
import { keywordMethod, method, tableOf } from "./method.ts";

export const bytesMethods = tableOf({
  decode: keywordMethod("encoding? errors?", decode),
  hex: method("", (self: Uint8Array) => Array.from(self, byte => byte.toString(16).padStart(2, "0")).join("")),
});
