// A letter as nodemailer wants it, for every channel alike.
import type { Letter } from "./letter.ts";

/** RFC 8058 needs both List-Unsubscribe headers; RFC 3834 names machine mail so that no vacation notice answers. */
export function messageOf(letter: Letter, from: string) {
  return {
    from,
    to: { name: "", address: letter.to },
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    messageId: letter.messageId,
    headers: {
      // Not folded: some readers take the header for empty when its URL stands on the next line.
      "List-Unsubscribe": { prepared: true, value: `<${letter.unsubscribeUrl}>` },
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
