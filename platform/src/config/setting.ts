import { isAbsolute, resolve } from 'node:path';
import { Secret } from './secret.ts';

/** The result of reading one variable. A problem describes the expected format, never the value. */
export type SettingResult<Value> = { readonly value: Value } | { readonly problem: string };

/** Parses one environment variable. `undefined` means that the variable is not set. */
export interface Setting<Value> {
  readonly read: (text: string | undefined) => SettingResult<Value>;
}

export function string(rule: { oneOf?: readonly string[]; maximumLength?: number } = {}): Setting<string> {
  const maximumLength = rule.maximumLength ?? 4096;
  return required((text) => {
    if (text.length > maximumLength) return { problem: `is longer than ${maximumLength} characters` };
    if (rule.oneOf && !rule.oneOf.includes(text)) return { problem: `must be one of ${rule.oneOf.join(', ')}` };
    return { value: text };
  });
}

/** A whole number in decimal digits, possibly with a minus sign, without space, exponent or leading zero. */
export function integer(bounds: { minimum: number; maximum: number }): Setting<number> {
  return required((text) => {
    const value = Number(text);
    const written = /^(0|-?[1-9][0-9]{0,15})$/.test(text) && Number.isSafeInteger(value);
    if (!written || value < bounds.minimum || value > bounds.maximum) {
      return { problem: `must be a whole number from ${bounds.minimum} to ${bounds.maximum}` };
    }
    return { value };
  });
}

/** A TCP port; 0 lets the system choose a free one. */
export function port(): Setting<number> {
  return integer({ minimum: 0, maximum: 65_535 });
}

/** Exactly `true` or `false`: any other text is rejected instead of silently meaning the default. */
export function boolean(): Setting<boolean> {
  return required((text) => {
    if (text === 'true') return { value: true };
    if (text === 'false') return { value: false };
    return { problem: 'must be exactly true or false' };
  });
}

/** @param rule.protocols with colon, such as `https:` */
export function url(rule: { protocols: readonly string[] }): Setting<URL> {
  return required((text) => {
    const value = URL.parse(text);
    if (!value) return { problem: 'is not a URL' };
    if (!rule.protocols.includes(value.protocol)) {
      return { problem: `must start with ${rule.protocols.map((protocol) => `${protocol}//`).join(' or ')}` };
    }
    return { value };
  });
}

/** A file or folder, resolved against the working directory. */
export function path(): Setting<string> {
  return required((text) => {
    if (text.includes('\0')) return { problem: 'is not a path' };
    return { value: isAbsolute(text) ? text : resolve(text) };
  });
}

/** Values separated by commas, each read by `item`; an empty one is a problem. */
export function list<Value>(item: Setting<Value>): Setting<Value[]> {
  return required((text) => {
    const values: Value[] = [];
    for (const [index, part] of text.split(',').entries()) {
      const reading = item.read(part.trim());
      if ('problem' in reading) return { problem: `item ${index + 1} ${reading.problem}` };
      values.push(reading.value);
    }
    return { value: values };
  });
}

export function secret<Value>(inner: Setting<Value>): Setting<Secret<Value>> {
  return {
    read: (text) => {
      const reading = inner.read(text);
      return 'problem' in reading ? reading : { value: new Secret(reading.value) };
    },
  };
}

export function optional<Value>(inner: Setting<Value>): Setting<Value | undefined> {
  return { read: (text) => (text === undefined ? { value: undefined } : inner.read(text)) };
}

export function withDefault<Value>(inner: Setting<Value>, value: Value): Setting<Value> {
  return { read: (text) => (text === undefined ? { value } : inner.read(text)) };
}

function required<Value>(read: (text: string) => SettingResult<Value>): Setting<Value> {
  return {
    read: (text) => {
      if (text === undefined) return { problem: 'is required' };
      // `NAME=` in a compose file is usually a forgotten value, not a request for the default.
      if (text === '') return { problem: 'is set but empty' };
      return read(text);
    },
  };
}
