/** 127.0.0.0/8, ::1 and localhost, which no network carries. No URL parser accepts an octet above 255. */
const loopbackHttp = 'http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]{1,5})?';

/** URL of one of our servers: `https:` without user name and password, or `http:` on this machine. */
export const urlSchema = {
  type: 'string',
  pattern: `^(https://[^\\s"<>\\\\/?#@]+|${loopbackHttp})([/?#][^\\s"<>\\\\]*)?$`,
  maxLength: 512,
} as const;

/** An origin as a browser writes it: the same without a path. */
export const originSchema = {
  type: 'string',
  pattern: `^(https://[a-z0-9.:\\[\\]-]+|${loopbackHttp})$`,
  maxLength: 280,
} as const;

const secureUrl = new RegExp(urlSchema.pattern, 'u');

/** Whether `urlSchema` accepts the text; `new URL(text)` may still reject it. */
export function isSecureUrl(text: string): boolean {
  return text.length <= urlSchema.maxLength && secureUrl.test(text);
}
