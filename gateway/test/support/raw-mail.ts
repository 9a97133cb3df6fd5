/** A message with attachments, as another program writes it. */
export function rawMail(mail: {
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly files?: readonly { readonly name: string; readonly type: string; readonly content: Uint8Array }[];
}): string {
  const headers = {
    From: 'Labo <labo@labo.mssante.example>',
    To: 'cabinet@port.mssante.example',
    'Return-Path': '<labo@labo.mssante.example>',
    'Message-ID': `<${Math.abs(hashOf(JSON.stringify(mail.headers ?? {})))}.1@labo.mssante.example>`,
    Subject: 'XDM/1.0/DDM+Compte rendu',
    'MIME-Version': '1.0',
    'Content-Type': 'multipart/mixed; boundary="limite"',
    ...mail.headers,
  };
  const parts = [
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${mail.text ?? 'Bonjour'}`,
    ...(mail.files ?? []).map(
      ({ name, type, content }) =>
        `Content-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n` +
        `Content-Transfer-Encoding: base64\r\n\r\n${lines(Buffer.from(content).toString('base64'))}`,
    ),
  ];
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${head.join('\r\n')}\r\n\r\n${parts.map((part) => `--limite\r\n${part}\r\n`).join('')}--limite--\r\n`;
}

function lines(text: string): string {
  return text.replaceAll(/.{76}/g, '$&\r\n');
}

function hashOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) | 0;
  return hash;
}
